import type { Target } from '../aws/target';
import type { DeployedStack } from '../stack/read-stack';
import { resourceOfType, type StackResource } from '../stack/stack-resources';
import { databaseMachine, serverMachine, type Machine } from './machine';

/** The stack's own two. @throws UserError where one is not there (yet) */
export const findMachines = (
  target: Target,
  stack: DeployedStack,
  resources: readonly StackResource[],
  signal: AbortSignal,
): { readonly server: Machine; readonly database: Machine } => {
  const idOf = (type: string) => resourceOfType(resources, type, stack).physicalId;
  return {
    server: serverMachine(target, idOf('AWS::EC2::Instance'), signal),
    database: databaseMachine(target, idOf('AWS::RDS::DBInstance'), signal),
  };
};
