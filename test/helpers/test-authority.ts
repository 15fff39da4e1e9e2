import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Issued {
  readonly key: Buffer;
  readonly cert: Buffer;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

/** A certificate authority, which nobody trusts who is not told to. */
export class TestAuthority {
  /** @param directory where keys and certificates go */
  constructor(private readonly directory: string) {
    this.#openssl(
      'req',
      '-x509',
      ...newKey,
      '-subj',
      '/CN=test authority',
      '-days',
      '2',
      ...this.#pair('authority'),
    );
  }

  get caFile(): string {
    return path.join(this.directory, 'authority.pem');
  }

  /** A server's, which names these (`DNS:api.example.com`, `IP:127.0.0.1`); -1 days is one that has expired. */
  issue(name: string, subjectAltName: string, { days = 30 } = {}): Issued {
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${subjectAltName}`];
    this.#openssl('req', ...newKey, ...names, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-copy_extensions', 'copyall'];
    this.#openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-days', String(days), '-out', `${name}.pem`);
    return this.#read(name);
  }

  /** One that is its own authority. */
  signItself(name: string, subjectAltName: string): Issued {
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${subjectAltName}`];
    this.#openssl('req', '-x509', ...newKey, ...names, '-days', '30', ...this.#pair(name));
    return this.#read(name);
  }

  #pair(name: string): readonly string[] {
    return ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  }

  #read(name: string): Issued {
    const [key, cert] = ['key', 'pem'].map((ending) =>
      readFileSync(path.join(this.directory, `${name}.${ending}`)),
    );
    return { key: key ?? Buffer.alloc(0), cert: cert ?? Buffer.alloc(0) };
  }

  #openssl(...words: readonly string[]): void {
    execFileSync('openssl', words, { cwd: this.directory, stdio: 'pipe' });
  }
}
