'use strict';
/* global process, require */
/* eslint-disable @typescript-eslint/no-require-imports -- Node loads it with --require */

// Loads our TypeScript with `require` alone: `import()` becomes one, too. The command line under tsx starts Node's loader for ES modules
// besides, which costs each of hundreds of processes 0.4 s. It is the same code; the story and the rehearsal have it under tsx.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { tmpdir, userInfo } = require('node:os');
const path = require('node:path');

const cache = path.join(tmpdir(), `waffle-typescript-${userInfo().uid}`);
mkdirSync(cache, { recursive: true, mode: 0o700 });

const compile = (source, sourcefile) =>
  require('esbuild').transformSync(source, {
    loader: 'ts',
    format: 'cjs',
    platform: 'node',
    target: `node${process.versions.node}`,
    sourcefile,
    sourcemap: 'inline',
    supported: { 'dynamic-import': false },
  }).code;

function compiled(source, file) {
  const kept = path.join(cache, createHash('sha256').update(`${file}\n${source}`).digest('hex'));
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const code = compile(source, file);
    writeFileSync(`${kept}.${process.pid}`, code);
    renameSync(`${kept}.${process.pid}`, kept);
    return code;
  }
}

Module._extensions['.ts'] = (module, file) =>
  module._compile(compiled(readFileSync(file, 'utf8'), file), file);

// What bin/main.ts has it do is for `import()`, and there is none.
const load = Module._load;
Module._load = (name, ...rest) =>
  name === 'tsx/esm/api' ? { register: () => undefined } : load(name, ...rest);
