/** What a development database starts with: `app/sample-data` writes it, `waffle local` shows who can sign in. */
export const sampleData = {
  /** Of every sample account. Development only: the seed refuses production. */
  password: 'waffle-local',
  /** The last one teaches nothing yet, and so may create a seminar. */
  instructors: ['ada', 'grace', 'margaret', 'radia', 'edsger'],
  participants: ['alan', 'barbara', 'dennis', 'katherine', 'linus'],
  /** Keeps the sample school in order. */
  staff: 'dean',
} as const;

/** The last line of `app/development.ts` when it fails, at its start or later. */
export const developmentFailedMessage = 'The API has ended. It starts again when a file changes.';
