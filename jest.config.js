const common = {
  testEnvironment: 'node',
  // swc only strips the types; `npm run check` is what checks them.
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2023' }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['/node_modules/'],
};

/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: 'app',
      // The fuzz is of the API too.
      roots: ['<rootDir>/app', '<rootDir>/test/fuzz'],
      // One MySQL server for all test files of the API.
      globalSetup: '<rootDir>/test/helpers/global-setup.ts',
      globalTeardown: '<rootDir>/test/helpers/global-teardown.ts',
    },
    {
      ...common,
      displayName: 'deploy',
      roots: ['<rootDir>/bench', '<rootDir>/bin', '<rootDir>/infra', '<rootDir>/rehearsal', '<rootDir>/test'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/fuzz/'],
    },
  ],
};
