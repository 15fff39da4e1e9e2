import { z } from 'zod';
import { defaultMonthlyLimitUsd } from '../../constructs/cost-budget/cost-budget';
import { parseTimeToLive, timeToLiveGuide, timeToLiveProblem } from '../../constructs/schedule/time-to-live';
import {
  parseWorkingHours,
  workingHoursGuide,
  workingHoursProblem,
} from '../../constructs/schedule/working-hours';
import { paidChoicesGuide, readPaidChoices, type PaidChoices } from '../setting-paid-choices';
import { explain, wholeNumber } from './checks';
import { rule } from './rule';

const paidChoices = z.unknown().transform((value, context): PaidChoices => {
  const result = readPaidChoices(value);
  if (result.choices !== undefined) return result.choices;
  context.addIssue({ code: 'custom', message: result.problem });
  return z.NEVER;
});

export const costSettings = {
  budgetEmail: rule({
    group: 'cost',
    schema: z.email('it is not an e-mail address').optional(),
    meaning: 'Who gets mail at 50, 80 and 100 % of the monthly budget; empty, there is no budget',
    allowed: 'an e-mail address, or empty',
    change: '-c budgetEmail=you@example.com',
  }),
  monthlyBudgetUsd: rule({
    group: 'cost',
    schema: wholeNumber(1, 1_000_000).default(defaultMonthlyLimitUsd),
    meaning:
      'What the account may cost a month in US dollars, credits not counted; the default stack costs 27 at list price',
    allowed: 'a whole number from 1 to 1000000',
    change: `-c monthlyBudgetUsd=${defaultMonthlyLimitUsd}`,
    needs: 'budgetEmail',
  }),
  workingHours: rule({
    group: 'cost',
    schema: z.string().superRefine(explain(workingHoursProblem)).transform(parseWorkingHours).optional(),
    meaning:
      'When server and database run; out of hours both are stopped, every day. Empty, they always run. Deploy within the hours',
    ...workingHoursGuide,
    only: 'one-server',
  }),
  timeToLive: rule({
    group: 'cost',
    schema: z.string().superRefine(explain(timeToLiveProblem)).transform(parseTimeToLive).optional(),
    meaning:
      'The stack deletes itself, data included, this long after the last deploy (databaseOnDelete decides about a snapshot). Each deploy counts anew; empty, never',
    ...timeToLiveGuide,
    only: 'one-server',
  }),
  paidChoices: rule({
    group: 'cost',
    schema: paidChoices.optional(),
    meaning:
      'What costs money on purpose: rules of the Free Tier guard, each with the reason that the plan then shows beside its price',
    ...paidChoicesGuide,
    takesObject: true,
  }),
} as const;
