import { expect, test } from '@jest/globals';
import { whyFailed } from './run-task';

test.each([
  ['its containers ended with 0', { containers: [{ exitCode: 0 }, { exitCode: 0 }] }, undefined],
  ['the runner failed', { containers: [{ exitCode: 0 }, { name: 'api', exitCode: 1 }] }, 'api ended with 1'],
  [
    'there was no image to start',
    {
      stoppedReason: 'Task failed to start',
      containers: [{ name: 'secrets', reason: 'CannotPullContainerError' }],
    },
    'CannotPullContainerError',
  ],
  ['nobody knows it', undefined, 'ECS does not know its task any more'],
])('a migration of which %s', (_what, task, why) => {
  expect(whyFailed(task)).toBe(why);
});
