import { UserError } from '../io/errors';
import type { DeployedStack } from '../stack/read-stack';

/** @throws UserError while CloudFormation changes the stack, the server perhaps included */
export function requireSettled({ name, status }: DeployedStack): void {
  if (!status.endsWith('_IN_PROGRESS')) return;
  throw new UserError(`The stack ${name} is being changed: ${status}.`, {
    fix: 'wait until it has ended: waffle status, or waffle up to follow it',
  });
}
