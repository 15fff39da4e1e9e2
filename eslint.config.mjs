import path from 'node:path';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What each folder may import besides itself, and the way out for what it may not. Tests may import everything. */
const directions = {
  contract: { may: [], wayOut: 'contract/ imports nothing: move what you need into contract/.' },
  app: { may: ['contract'], wayOut: 'app/ imports contract/ only: put the shared fact into contract/.' },
  infra: {
    may: ['contract'],
    wayOut: 'infra/ imports contract/ only: take the value as a prop, or put the fact into contract/.',
  },
  bin: {
    may: ['contract', 'infra', 'rehearsal', 'bench'],
    wayOut:
      'bin/ imports contract/, infra/, rehearsal/ and bench/: what it shares with app/ belongs into contract/.',
  },
  rehearsal: {
    may: ['contract', 'bin/io'],
    wayOut:
      'rehearsal/ imports contract/ and bin/io/: it sees the deploy as AWS does, through the synthesized template.',
  },
  bench: {
    may: ['contract', 'bin/io', 'bin/release', 'rehearsal/stage', 'test/helpers'],
    wayOut:
      'bench/ imports contract/, bin/io/, bin/release/, rehearsal/stage/ and test/helpers/: it sees the API over HTTP only.',
  },
};

/** Whether a file of the folder may import the target; both are paths within the project. */
const mayImport = (folder, target) =>
  ![...Object.keys(directions), 'test'].includes(target.split('/')[0]) ||
  [folder, ...directions[folder].may].some((allowed) => `${target}/`.startsWith(`${allowed}/`));

/** Resolves each relative import, so that neither depth nor a folder of the same name elsewhere misleads it. */
const importDirections = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const { cwd, filename } = context;
    const [folder] = path.relative(cwd, filename).split(path.sep);
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const target = path.relative(cwd, path.resolve(path.dirname(filename), source.value));
      if (!mayImport(folder, target.split(path.sep).join('/'))) {
        context.report({ node: source, message: directions[folder].wayOut });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
    };
  },
};

const restrictedImports = [
  {
    name: 'node:child_process',
    message: 'Processes are started by bin/io/run.ts alone: import { run } or { start } from there.',
  },
  {
    name: 'node:process',
    message: 'Use the global `process`, whose parts these rules know.',
  },
].flatMap((rule) => [rule, { ...rule, name: rule.name.replace('node:', '') }]);

const outputPort =
  'Nothing prints but the output port: bin/io/output.ts (the API logs through its own logger).';
const restrictedProperties = [
  {
    object: 'process',
    property: 'env',
    message:
      'The environment is read at the edge: app/config.ts for the API, bin/io/environment.ts for the rest.',
  },
  { object: 'process', property: 'stdout', message: outputPort },
  { object: 'process', property: 'stderr', message: outputPort },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'cdk.out',
      'dist',
      'coverage',
      'results',
      '.local',
      'bench/peers',
      'app/platform/database/generated',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  prettier,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', module: 'readonly', Buffer: 'readonly' } },
  },
  {
    files: ['static/**/*.js'],
    languageOptions: { globals: { document: 'readonly', SwaggerUIBundle: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    rules: {
      'no-console': ['error'],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: [`{${Object.keys(directions)}}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    plugins: { waffle: { rules: { 'import-directions': importDirections } } },
    rules: {
      'waffle/import-directions': 'error',
      'no-restricted-imports': ['error', { paths: restrictedImports }],
      'no-restricted-properties': ['error', ...restrictedProperties],
    },
  },
  // The homes of the effects. cdk starts bin/cdk-app.ts by itself.
  {
    files: ['bin/io/{process-group,run,run-interactively}.ts', 'app/features/media/picture-maker.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: [
      'bin/io/{environment,output,questions}.ts',
      'bin/cdk-app.ts',
      'app/{config,development,server,migrate,openapi,seed}.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
);
