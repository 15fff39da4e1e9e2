const { existsSync } = require('node:fs');
const { join } = require('node:path');

const common = {
  testEnvironment: 'node',
  // swc only strips the types; `npm run check` is what checks them.
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2023' }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['/node_modules/'],
};

const folders = (...names) =>
  names.map((name) => join(__dirname, name)).filter((folder) => existsSync(folder));

/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: 'app',
      roots: folders('app', 'prisma'),
      globalSetup: '<rootDir>/test/helpers/global-setup.ts',
      globalTeardown: '<rootDir>/test/helpers/global-teardown.ts',
    },
    { ...common, displayName: 'deploy', roots: folders('bin', 'infra', 'rehearsal', 'test') },
  ],
};
