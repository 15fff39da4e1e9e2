import { Busboy } from '@fastify/busboy';

import { MalformedBody } from '../errors';

/** As many fields as a form-urlencoded body may have. */
const limits = { fields: 1_000, files: 100, headerPairs: 100 };

/** Stands for a file in the field of a form: no field of ours takes one. */
const uploadedFile = {};

/** The fields of a multipart/form-data body; the last of a name counts, and each of `lists`. Throws `MalformedBody`. */
export async function readMultipart(
  body: Buffer,
  contentType: string,
  lists: readonly string[] = [],
): Promise<Record<string, unknown>> {
  try {
    return Object.fromEntries(await readFields(body, contentType, lists));
  } catch (error) {
    throw new MalformedBody(`Multipart form parse error - ${(error as Error).message}`);
  }
}

function readFields(
  body: Buffer,
  contentType: string,
  lists: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const fields = new Map<string, unknown>();
  const put = (name: string, value: unknown) =>
    fields.set(name, lists.includes(name) ? [...((fields.get(name) ?? []) as unknown[]), value] : value);
  const parser = new Busboy({ headers: { 'content-type': contentType }, limits });
  return new Promise((resolve, reject) => {
    parser.on('field', put);
    parser.on('file', (name, stream) => {
      put(name, uploadedFile);
      stream.on('error', reject).resume();
    });
    for (const limit of ['fieldsLimit', 'filesLimit'] as const)
      parser.on(limit, () => reject(new Error('Too many fields.')));
    parser.on('error', reject).on('finish', () => resolve(fields));
    parser.end(body);
  });
}
