import { mask } from '../doctor/mask';

export const hidden = '‹hidden›';

/** Takes out of what is shown: tokens, hashes, keys, e-mail addresses, the account, and home addresses unless they are asked for. */
export class Masker {
  readonly #homeAddresses = new Set<string>();
  readonly #secrets = new Set<string>();

  constructor(private readonly options: { readonly showHomeAddresses: boolean }) {}

  /** From now on it is shown nowhere. */
  hide(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /** With or without its `/32`. */
  hideHome(address: string): void {
    if (!this.options.showHomeAddresses) this.#homeAddresses.add(address.split('/')[0] ?? '');
  }

  text(text: string): string {
    const known = [...this.#secrets].reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
    const without = patterns.reduce((shown, pattern) => shown.replace(pattern, hidden), known);
    return mask(without, [...this.#homeAddresses]);
  }

  /** All texts within a value of JSON, but for its keys. */
  deep<T>(value: T): T {
    return mapTexts(value, (text) => this.text(text)) as T;
  }
}

/** A token of the API and the key that it is cached by, a password's hash (`scrypt$N$r$p$salt$key`), a private key. */
const patterns: readonly RegExp[] = [
  /\b[0-9a-f]{40}\b/g,
  /(?<=\btoken:)[\w-]{20,}/g,
  /\bscrypt\$[^\s"'<,]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}
