import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What EC2 accepts, before base64. No offline check of CloudFormation's catches more. */
export const ec2LimitBytes = 16_384;
/** What we accept, so that there is room for the next change. */
export const userDataLimitBytes = 12_288;

const marker = '@PARAMETER_PREFIX@';
const sourceFile = path.join(__dirname, 'user-data.sh');

/** user-data.sh cannot be used as it is. */
export class UserDataError extends Error {
  override readonly name = 'UserDataError';
}

/**
 * The bytes that a new instance runs at its first boot: user-data.sh for one project.
 * @param parameterPrefix where the instance finds its settings in SSM, such as `/waffle-backend`
 * @param source text of the script; user-data.sh unless given
 * @throws UserDataError
 */
export const renderUserData = (
  parameterPrefix: string,
  source: string = readFileSync(sourceFile, 'utf8'),
): string => {
  const problem = userDataProblem(source, parameterPrefix);
  if (problem !== undefined) throw new UserDataError(`infra/user-data/user-data.sh ${problem}`);
  return source.replace(marker, parameterPrefix);
};

const userDataProblem = (source: string, parameterPrefix: string): string | undefined => {
  const markers = source.split(marker).length - 1;
  if (markers !== 1) return `contains ${marker} ${markers} times; it must contain it exactly once`;
  if (!source.startsWith('#!')) return 'does not start with #!, so that cloud-init would not run it';
  const foreign = /[^\t\n\x20-\x7e]/.exec(source);
  if (foreign !== null) {
    const line = source.slice(0, foreign.index).split('\n').length;
    return `contains ${JSON.stringify(foreign[0])} in line ${line}; use ASCII and line feeds only, CloudFormation does not keep the rest`;
  }
  const bytes = Buffer.byteLength(source) - marker.length + Buffer.byteLength(parameterPrefix);
  if (bytes <= userDataLimitBytes) return undefined;
  return `has ${bytes} bytes; at most ${userDataLimitBytes} are allowed here (EC2 refuses more than ${ec2LimitBytes}): move code to deployment/bootstrap.sh`;
};
