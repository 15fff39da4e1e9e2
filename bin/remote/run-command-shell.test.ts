import { expect, test } from '@jest/globals';
import { resultOf } from './run-command-shell';

const id = 'i-0a1b2c3d';

test('a script that fails is a result like one that does not', () => {
  const said = { StandardOutputContent: 'out', StandardErrorContent: 'err' };
  expect(resultOf({ Status: 'Failed', ResponseCode: 3, ...said }, id)).toEqual({
    code: 3,
    stdout: 'out',
    stderr: 'err',
  });
  expect(resultOf({ Status: 'Success', ResponseCode: 0, ...said }, id)).toEqual({
    code: 0,
    stdout: 'out',
    stderr: 'err',
  });
});

/** Status and StatusDetails as SSM's user guide lists them (Understanding command statuses). */
test.each([
  ['TimedOut', 'Delivery Timed Out', 4, 'was not delivered (Delivery Timed Out)'],
  ['TimedOut', 'DeliveryTimedOut', 4, 'was not delivered'],
  ['Failed', 'Undeliverable', 4, 'was not delivered (Undeliverable)'],
  ['TimedOut', 'Execution Timed Out', 5, 'did not come to its end: Execution Timed Out'],
  ['Cancelled', 'Cancelled', 1, 'did not come to its end: Cancelled'],
  ['Failed', 'Terminated', 1, 'did not come to its end: Terminated'],
] as const)('%s, %s ends with %i and says so', (Status, StatusDetails, code, text) => {
  const result = () => resultOf({ Status, StatusDetails, ResponseCode: -1 }, id);
  expect(result).toThrow(text);
  expect(result).toThrow(expect.objectContaining({ code, fix: expect.stringContaining('waffle') }));
});
