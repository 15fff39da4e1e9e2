import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterName, parameters } from '../../contract';
import type { Target } from '../aws/target';
import { exitCodes, UserError } from '../io/errors';
import { type DeployedStack, readStack, requiredOutput } from '../stack/read-stack';

/** The database of a deployed stack, as the instance reaches it. */
export interface DeployedDatabase {
  readonly stack: DeployedStack;
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
}

/** @throws UserError with exit code 6 where nothing is deployed */
export async function readDatabase(target: Target, signal: AbortSignal): Promise<DeployedDatabase> {
  const stack = await readStack(target, signal);
  const [host = '', port = ''] = requiredOutput(stack, 'databaseEndpoint').split(':');
  const [name, user] = await Promise.all([
    readParameter(target, parameters.databaseName, signal),
    readParameter(target, parameters.databaseUser, signal),
  ]);
  return { stack, host, port: Number(port), name, user };
}

/** In memory alone, and only for who is about to sign in. */
export const readPassword = (target: Target, signal: AbortSignal) =>
  readParameter(target, parameters.databasePassword, signal);

async function readParameter(target: Target, parameter: string, signal: AbortSignal): Promise<string> {
  const Name = parameterName(target.projectName, parameter);
  try {
    const command = new GetParameterCommand({ Name, WithDecryption: true });
    const { Parameter } = await new SSMClient(target.aws).send(command, { abortSignal: signal });
    return Parameter?.Value ?? '';
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ParameterNotFound') throw error;
    throw new UserError(`There is no SSM parameter ${Name} in ${target.region}.`, {
      code: exitCodes.notDeployed,
      fix: 'waffle up writes it',
      cause: error,
    });
  }
}
