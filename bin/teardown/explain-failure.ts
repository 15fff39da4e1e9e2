/** Why a stack or a thing could not be deleted, and what to type. */
const ways: readonly (readonly [reason: RegExp, fix: string])[] = [
  [/termination ?protection|deletion ?protection|disableApiTermination/i, 'waffle down --unprotect'],
  [
    /cannot be assumed|role .* is invalid/i,
    'The role that CloudFormation works with is gone, with the bootstrap stack it was part of. npx cdk bootstrap makes it anew; then waffle down',
  ],
  [
    /has dependencies|dependent object|DependencyViolation|is (?:currently )?in use/i,
    'Something else uses it: waffle down --check shows what is ours; delete what is not where you made it, then waffle down',
  ],
  [/not authorized|access ?denied/i, 'Use a profile that may, in AWS_PROFILE; then waffle down'],
  [/not empty/i, 'Empty it, then waffle down'],
];

export const explainFailure = (reason: string): string =>
  ways.find(([pattern]) => pattern.test(reason))?.[1] ?? 'waffle down goes on where it stopped';
