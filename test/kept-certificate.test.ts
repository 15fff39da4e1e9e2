import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { isOnPath, isRootOnLinux } from './helpers/machine';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { describeWhere } from './helpers/when-available';

const domain = 'api.example.com';
const authority = 'https://acme.example.com/dir';
const prefix = '/waffle-backend/certificate';

/** Folders of this test in place of the machine's own; parameters are files, of which only so many can be written. */
const script = `
  set -euo pipefail
  mount --bind "$ROOT/run" /run && mount --bind "$ROOT/lib" /var/lib && cd "$ROOT"
  source "$LIBRARY/steps.sh" && source "$LIBRARY/kept-certificate.sh"
  parameters_below() {
    local file
    for file in $(find ".$1" -type f 2>/dev/null); do printf '%s\\t%s\\n' "\${file#.}" "$(cat "$file")"; done
  }
  put_secret() {
    [ "$WRITES" -gt 0 ] && mkdir -p ".$(dirname "$1")" && cp "$2" ".$1" && WRITES=$((WRITES - 1))
  }
  mkdir -p /var/lib/waffle-backend
  "$@" || echo failed`;

describeWhere(isRootOnLinux && isOnPath('unshare'), 'root on Linux with unshare', 'a certificate', () => {
  let root: string;
  const at = (...names: string[]) => join(root, ...names);
  beforeEach(() => {
    root = makeTemporaryDirectory(tmpdir());
    for (const folder of ['run', 'lib', 'letsencrypt']) mkdirSync(at(folder));
    issue('1');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const run = (words: string[], writes = 99) =>
    execFileSync('unshare', ['--mount', 'bash', '--norc', '-c', script, 'test', ...words], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        ROOT: root,
        LIBRARY: join(__dirname, '../deployment/lib'),
        LETSENCRYPT_DIRECTORY: at('letsencrypt'),
        WRITES: String(writes),
      },
    });
  const keep = (writes?: number) => run(['keep_certificate', prefix, domain], writes);
  const restore = (ofDomain = domain, server = authority) =>
    run(['restore_certificate', prefix, ofDomain, server]);
  const loseInstance = () => {
    for (const folder of ['letsencrypt', 'lib']) {
      rmSync(at(folder), { recursive: true });
      mkdirSync(at(folder));
    }
  };
  const restored = () => {
    const file = at('letsencrypt/live', domain, 'fullchain.pem');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0] : undefined;
  };

  /** Files as certbot leaves them; too random to fit into one parameter. */
  function issue(number: string) {
    const write = (name: string, text: string) => {
      mkdirSync(dirname(at('letsencrypt', name)), { recursive: true });
      writeFileSync(at('letsencrypt', name), text);
    };
    write(`renewal/${domain}.conf`, `version = 4.0.0\naccount = 1234\nserver = ${authority}\n`);
    write('accounts/acme.example.com/dir/1234/private_key.json', '{"d":"of the account"}');
    for (const name of ['privkey', 'cert', 'chain', 'fullchain']) {
      write(`archive/${domain}/${name}${number}.pem`, `${number}\n${randomBytes(1500).toString('base64')}`);
      mkdirSync(at('letsencrypt/live', domain), { recursive: true });
      rmSync(at('letsencrypt/live', domain, `${name}.pem`), { force: true });
      symlinkSync(
        `../../archive/${domain}/${name}${number}.pem`,
        at('letsencrypt/live', domain, `${name}.pem`),
      );
    }
  }

  test('is restored as it was, with its key and account', () => {
    const fileOf = (name: string) => readFileSync(at('letsencrypt', name), 'utf8');
    const names = [`live/${domain}/privkey.pem`, 'accounts/acme.example.com/dir/1234/private_key.json'];
    const before = names.map(fileOf);
    keep();
    loseInstance();
    expect(restore()).toContain('restored the certificate');
    expect(names.map(fileOf)).toEqual(before);
  });

  test('is written again only when it has changed', () => {
    expect([keep(), keep()]).toEqual([expect.stringContaining('is kept'), '']);
    issue('2');
    expect(keep()).toContain('is kept');
  });

  test.each([1, 2, 3])('a kill after %i writes of its renewal leaves the one before', (writes) => {
    keep();
    issue('2');
    expect(keep(writes)).toContain('failed');
    loseInstance();
    restore();
    expect(restored()).toBe('1');
  });

  test('after its renewal the new one is restored', () => {
    keep();
    issue('2');
    keep();
    loseInstance();
    restore();
    expect(restored()).toBe('2');
  });

  test.each([
    ['another domain', 'other.example.com', authority],
    ['another authority', domain, 'https://other.example.com/dir'],
  ])('of %s is left where it is', (_what, ofDomain, server) => {
    keep();
    loseInstance();
    expect(restore(ofDomain, server)).toContain('is of another domain or authority');
    expect(readdirSync(at('letsencrypt'))).toEqual([]);
  });

  test('that is not whole is not restored', () => {
    keep();
    loseInstance();
    writeFileSync(at(prefix, 'a/2'), 'something else');
    expect(restore()).toContain('is not whole');
    expect(restored()).toBeUndefined();
  });

  test('that nobody kept is not restored', () => {
    loseInstance();
    expect(restore()).toContain('no certificate is kept');
  });
});
