import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * The import directions of the folders. `app` and `infra` meet only through `contract`; each message names the way out.
 * @param {string[]} folders that may not be imported
 * @param {string} way out
 */
const forbid = (folders, way) => ({
  regex: `^(\\.\\./)+(${folders.join('|')})(/|$)`,
  message: way,
});
const noProcesses = {
  group: ['node:child_process', 'child_process'],
  message: 'Processes are started by bin/io/run.ts alone: import { run } from there.',
};

const directions = (folder, patterns) => ({
  files: [`${folder}/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', 'dist', 'coverage', 'results', 'app/platform/database/generated'] },
  js.configs.recommended,
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  prettier,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', module: 'readonly', Buffer: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    rules: {
      'no-console': ['error'],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['{app,bin,contract,infra,rehearsal}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message:
            'The environment is read at the edge: app/config.ts for the API, bin/io/environment.ts for the rest.',
        },
        {
          object: 'process',
          property: 'stdout',
          message:
            'Nothing prints but the output port: bin/io/output.ts (the API logs through app/platform/logger.ts).',
        },
      ],
    },
  },
  directions('contract', [
    forbid(
      ['app', 'bin', 'infra', 'rehearsal', 'test'],
      'contract/ imports nothing: move what you need into contract/.',
    ),
    noProcesses,
  ]),
  directions('app', [
    forbid(
      ['bin', 'infra', 'rehearsal', 'test'],
      'app/ imports contract/ only: put the shared fact into contract/.',
    ),
    noProcesses,
  ]),
  directions('infra', [
    forbid(
      ['app', 'bin', 'rehearsal', 'test'],
      'infra/ imports contract/ only: take the value as a prop, or put the fact into contract/.',
    ),
    noProcesses,
  ]),
  directions('bin', [
    forbid(
      ['app', 'test'],
      'bin/ imports contract/, infra/ and rehearsal/: what it shares with app/ belongs into contract/.',
    ),
    noProcesses,
  ]),
  directions('rehearsal', [
    forbid(
      ['app', 'infra', 'test'],
      'rehearsal/ imports contract/ and bin/io/: it sees the deploy as AWS does, through the synthesized template.',
    ),
    noProcesses,
  ]),
  {
    files: ['bin/io/**/*.ts', '**/*.test.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['app/config.ts', 'app/server.ts', 'app/migrate.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
);
