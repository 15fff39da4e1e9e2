import { expect, test } from '@jest/globals';

import { readsSeminars } from './statement-log';

test.each([
  ['SELECT s.id FROM Seminar s', true],
  ['SELECT `waffle`.`Seminar`.`id` FROM `waffle`.`Seminar` WHERE 1=1', true],
  ['SELECT `Seminar`.`id` FROM `Seminar` LEFT OUTER JOIN `UserSeminar` ON 1', true],
  ['SELECT 1 FROM UserSeminar p', false],
  ['SELECT `key` FROM `Token` WHERE 1', false],
])('%s reads the seminars: %p', (statement, expected) => {
  expect(readsSeminars(statement)).toBe(expected);
});
