import fc, { type Arbitrary } from 'fast-check';

import type { Draft } from './draft';
import {
  oddHeaders,
  otherMethods,
  rawBodies,
  unknownToken,
  wrongIds,
  wrongPaths,
  wrongQueries,
  wrongTokens,
  wrongTypes,
} from './spoilt-parts';
import { attackNames, attacks, mistakes } from './values';

export type Spoil = (draft: Draft) => Draft;

const fieldsOf = ({ fields = [] }: Draft) => fields;

/** Puts a value into the field at a position, or into a new one. */
function withValue(draft: Draft, position: number, value: unknown): Draft {
  const fields = fieldsOf(draft);
  if (fields.length === 0) return { ...draft, fields: [['role', value]] };
  return {
    ...draft,
    fields: fields.map(([name, old], index) => [name, index === position % fields.length ? value : old]),
  };
}

const withoutField = (draft: Draft, position: number): Draft => ({
  ...draft,
  fields: draft.fields?.filter((_field, index, { length }) => index !== position % length),
});

const withHeader = (draft: Draft, name: string, value: string): Draft => ({
  ...draft,
  headers: [...draft.headers.filter(([known]) => known !== name), [name, value]],
});

const withoutHeader = (draft: Draft, name: string): Draft => ({
  ...draft,
  headers: draft.headers.filter(([known]) => known !== name),
});

const position = fc.nat({ max: 9 });

/** One way to spoil a request, with what is chosen at random. */
const way = <T>(weight: number, chosen: Arbitrary<T>, spoil: (draft: Draft, value: T) => Draft) => ({
  weight,
  arbitrary: chosen.map(
    (value): Spoil =>
      (draft) =>
        spoil(draft, value),
  ),
});

const nothing = fc.constant(undefined);

/** The id in a path. */
const pathVariable = /\{\{[^}]*\}\}/;
const lastPart = /\{\{[^}]*\}\}|[^/]*\/$/;

const someBody = '{"role":"participant","name":"Fuzz","capacity":7}';

/** What careless clients send. */
export const carelessly: Arbitrary<Spoil> = fc.oneof(
  way(4, fc.tuple(position, mistakes), (draft, [at, value]) => withValue(draft, at, value)),
  way(2, position, withoutField),
  way(1, fc.nat({ max: someBody.length }), (draft, cut) => ({
    ...draft,
    encoding: 'json',
    body: someBody.slice(0, cut),
  })),
  way(1, fc.oneof(wrongTokens, unknownToken), (draft, value) => withHeader(draft, 'Authorization', value)),
  way(1, nothing, (draft) => withoutHeader(draft, 'Authorization')),
  way(2, wrongTypes, (draft, contentType) => ({ ...draft, contentType })),
  way(2, wrongIds, (draft, id) => ({ ...draft, path: draft.path.replace(pathVariable, id) })),
  way(1, fc.constantFrom(...wrongPaths), (draft, change) => ({ ...draft, path: change(draft.path) })),
  way(1, otherMethods, (draft, method) => ({ ...draft, method })),
  way(1, wrongQueries, (draft, query) => ({ ...draft, query })),
  way(1, nothing, (draft) => ({ ...draft, fields: undefined })),
);

/** What those send who want to see it break. */
export const hostilely: Arbitrary<Spoil> = fc.oneof(
  way(4, fc.tuple(position, attacks), (draft, [at, value]) => withValue(draft, at, value)),
  way(2, fc.tuple(attackNames, attacks), (draft, field) => ({
    ...draft,
    fields: [...fieldsOf(draft), field],
  })),
  way(3, rawBodies, (draft, body) => ({ ...draft, body })),
  way(3, oddHeaders, (draft, [name, value]) => withHeader(draft, name, value)),
  way(1, oddHeaders, (draft, header) => ({ ...draft, headers: [...draft.headers, header] })),
  way(1, fc.stringMatching(/^[!-~]{1,80}$/), (draft, query) => ({ ...draft, query })),
  // A path ends with a question mark or a number sign.
  way(1, fc.stringMatching(/^[!-"$->@-~]{1,80}$/), (draft, text) => ({
    ...draft,
    path: draft.path.replace(lastPart, () => text),
  })),
  way(1, nothing, (draft) => ({ ...draft, chunked: true })),
);
