import { availableParallelism } from 'node:os';

const common = {
  testEnvironment: 'node',
  // swc only strips the types; `npm run check` is what checks them.
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2023' }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['/node_modules/'],
};

// `npm test` gives V8 more room for what is young, and no threads to clear it with: every file loads its modules anew, and as many workers
// run as there are processors. Of a part of the tests it takes 7 % (62 s in place of 67, 2026-11-22).
/** @type {import('jest').Config} */
export default {
  testTimeout: 30_000,
  // What they wait for are other programs, so one more than there are processors; by default there is one less.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/test/longest-first.cjs',
  projects: [
    {
      ...common,
      displayName: 'app',
      // The fuzz and the permissions are of the API too.
      roots: ['<rootDir>/app', '<rootDir>/test/fuzz', '<rootDir>/test/permissions'],
      // One MySQL server for all test files of the API.
      globalSetup: '<rootDir>/test/helpers/global-setup.ts',
      globalTeardown: '<rootDir>/test/helpers/global-teardown.ts',
    },
    {
      ...common,
      displayName: 'deploy',
      // What CDK validates with is loaded once a worker, not once a file.
      testEnvironment: '<rootDir>/infra/testing/validator-environment.ts',
      moduleNameMapper: {
        '^@aws/cloudformation-validate$': '<rootDir>/infra/testing/validator-of-worker.ts',
      },
      roots: ['<rootDir>/bench', '<rootDir>/bin', '<rootDir>/infra', '<rootDir>/rehearsal', '<rootDir>/test'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(fuzz|permissions)/'],
    },
  ],
};
