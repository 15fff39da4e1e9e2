import { eligibleInstanceTypes } from '../account/eligible-instance-types';
import { ownAddress } from '../account/own-address';
import { type Account, readAccount } from '../account/read-account';
import { type AccountPlan, readPlan } from '../account/read-plan';
import type { Target } from '../aws/target';
import type { CommandContext } from '../verb';

/** What can be found out without asking a person. */
export interface Found {
  readonly account: Account;
  readonly plan: AccountPlan;
  readonly eligibleTypes: readonly string[];
  /** Public IPv4 address of this machine, or why it is not known. */
  readonly address: { readonly ip: string } | { readonly why: string };
}

/** @throws UserError without credentials */
export async function findSettings(target: Target, context: CommandContext): Promise<Found> {
  const { output, signal } = context;
  const account = await output.step('Ask whose account it is', async (step) => {
    const found = await readAccount(target, signal);
    step.note(`${found.id}, ${target.region}`);
    return found;
  });
  const [plan, eligibleTypes, address] = await output.step('Ask what it may run, and find your address', () =>
    Promise.all([
      readPlan(target, context),
      eligibleInstanceTypes(target, signal),
      ownAddress(context).then(
        (ip) => ({ ip }),
        (error: Error) => ({ why: error.message }),
      ),
    ]),
  );
  return { account, plan, eligibleTypes, address };
}
