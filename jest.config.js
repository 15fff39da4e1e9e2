/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/app', '<rootDir>/bin', '<rootDir>/infra', '<rootDir>/rehearsal', '<rootDir>/test'],
  // swc only strips the types; `npm run check` is what checks them.
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2023' }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['/node_modules/'],
  testTimeout: 30_000,
};
