'use strict';
/* global __dirname, module, require */
/* eslint-disable @typescript-eslint/no-require-imports -- Jest loads it with require */
const Sequencer = require('@jest/test-sequencer').default;
const path = require('node:path');

// Where Jest has not run before it goes by size, and would begin the longest last, alone.
const longest = [
  'test/waffle-refusals.test.ts',
  'test/waffle-down.test.ts',
  'rehearsal/faults.test.ts',
  'test/permissions/permissions.test.ts',
  'test/fuzz/fuzz.test.ts',
  'test/waffle-scale-out.test.ts',
  'test/waffle-up.test.ts',
  'test/plain-cdk.test.ts',
  'app/features/media/media.test.ts',
  'bench/bench.test.ts',
  'test/waffle-up-release.test.ts',
  'app/openapi/docs-page.test.ts',
  'test/release.test.ts',
  'test/many/many.test.ts',
  'infra/validation/cfn-lint.test.ts',
].map((file) => path.join(__dirname, '..', file));

const placeOf = ({ path: file }) => (longest.includes(file) ? longest.indexOf(file) : longest.length);

/** Begins with the files that take longest, so that none is left alone at the end. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
  }
};
