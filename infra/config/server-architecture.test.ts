import { expect, test } from '@jest/globals';
import { serverArchitecture } from './server-architecture';

test.each([
  ['one-server', 't2.micro', 'x64'],
  ['one-server', 'm7i-flex.large', 'x64'],
  ['one-server', 't4g.micro', 'arm64'],
  ['scale-out', 't4g.micro', 'x64'],
] as const)('with %s a %s is %s', (topology, instanceType, architecture) => {
  expect(serverArchitecture({ topology, instanceType })).toBe(architecture);
});
