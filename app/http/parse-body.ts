import express, { type Request, type RequestHandler } from 'express';

import { UnsupportedMediaType } from '../errors';
import { readMultipart } from './read-multipart';

/**
 * Reads JSON, form-urlencoded and multipart bodies into `request.body`, `{}` without a body; refuses other content types. Of
 * the fields that a form may repeat, `lists` have all their values.
 */
export const parseBodyWith = (...lists: readonly string[]): RequestHandler[] => [
  express.json({ strict: false }),
  express.urlencoded({ extended: false }),
  express.raw({ type: 'multipart/form-data' }),
  async (request, _response, next) => {
    if (request.body === undefined && hasBody(request)) {
      throw new UnsupportedMediaType(request.headers['content-type'] ?? '');
    }
    if (Buffer.isBuffer(request.body)) {
      request.body = await readMultipart(request.body, request.headers['content-type'] ?? '', lists);
    }
    if (request.is('application/x-www-form-urlencoded')) request.body = formValues(request.body, lists);
    // JSON may also say null, which is no body without fields.
    if (request.body === undefined) request.body = {};
    next();
  },
];

export const parseBody = parseBodyWith();

const hasBody = ({ headers }: Request) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** A field that a form repeats counts with its last value, unless it is a list. */
function formValues(form: Record<string, string | string[]> = {}, lists: readonly string[]) {
  const valueOf = (name: string, value: string | string[]) =>
    lists.includes(name) ? [value].flat() : lastValue(value);
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, valueOf(name, value)] as const),
  );
}

/** Of a form field or query parameter that may be repeated. */
export const lastValue = (value: unknown): string | undefined => {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last : undefined;
};
