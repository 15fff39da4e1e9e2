import { bytesOf } from './exchange';

export type Fields = readonly (readonly [name: string, value: unknown])[];

/** A file of a form, its bytes as characters. */
export class UploadedFile {
  constructor(
    readonly name: string,
    readonly type: string,
    readonly bytes: string,
  ) {}
}

export type Encoding = 'json' | 'form' | 'multipart';

/** A request of the API before it is written down, so that it can still be spoilt in one place or another. */
export interface Draft {
  readonly operation: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined without a body. */
  readonly fields: Fields | undefined;
  readonly encoding: Encoding;
  /** In place of what the fields make. */
  readonly body?: string;
  /** In place of the one of the encoding; '' for none. */
  readonly contentType?: string;
  /** The body goes in chunks, without a length before it. */
  readonly chunked?: boolean;
}

const boundary = 'fuzz-boundary';

const contentTypes: Readonly<Record<Encoding, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: `multipart/form-data; boundary=${boundary}`,
};

/** The request as a message of an exchange. */
export function write(draft: Draft): string {
  const { method, path, query, headers, chunked = false } = draft;
  const body = draft.body ?? (draft.fields && encode[draft.encoding](draft.fields));
  const type = draft.contentType ?? contentTypes[draft.encoding];
  const all = [
    ...headers,
    ...(body !== undefined && type !== '' ? [['Content-Type', type] as const] : []),
    ...(body === undefined ? [] : [bodyHeader(chunked)]),
  ];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const end = body !== undefined && chunked ? chunksOf(body) : (body ?? '');
  return `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1\r\n${head}\r\n${end}`;
}

const bodyHeader = (chunked: boolean) =>
  chunked ? (['Transfer-Encoding', 'chunked'] as const) : (['Content-Length', '{{length}}'] as const);

/** What is filled in later would change the length of a chunk, so there it is text like any other. */
const chunksOf = (body: string) => {
  const parts = body.replaceAll('{{', '((').match(/[\s\S]{1,7000}/g) ?? [];
  return [...parts, ''].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
};

const encode: Readonly<Record<Encoding, (fields: Fields) => string>> = {
  json: (fields) => {
    const members = fields.map(
      ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`,
    );
    return bytesOf(`{${members.join(',')}}`);
  },
  form: (fields) => fields.map(([name, value]) => `${percent(name)}=${percent(textOf(value))}`).join('&'),
  multipart: (fields) => {
    const parts = fields.map(([name, value]) => `--${boundary}\r\n${partOf(name, value)}\r\n`);
    return `${parts.join('')}--${boundary}--\r\n`;
  },
};

function partOf(name: string, value: unknown): string {
  const head = `Content-Disposition: form-data; name="${bytesOf(name).replace(/["\r\n]/g, '_')}"`;
  if (!(value instanceof UploadedFile)) return `${head}\r\n\r\n${bytesOf(textOf(value))}`;
  return `${head}; filename="${value.name}"\r\nContent-Type: ${value.type}\r\n\r\n${value.bytes}`;
}

const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** As browsers do; `{{…}}` stays, to be filled in. */
const percent = (text: string) =>
  new URLSearchParams([['', text]])
    .toString()
    .slice(1)
    .replace(/%7B%7B(\w+)(?:\+(\d+))?%7D%7D/g, (_whole, what: string, number?: string) =>
      number === undefined ? `{{${what}}}` : `{{${what} ${number}}}`,
    );
