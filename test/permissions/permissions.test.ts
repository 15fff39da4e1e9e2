import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { publicOperations } from '../../app/openapi/api';
import type { Operation } from '../../app/openapi/operation';
import { kindsTable, permissionsTable } from '../../app/openapi/permissions-table';
import { type Call, type Kind, kinds, permissions } from '../../app/permissions';
import { TestApi } from '../helpers/test-api';
import { unpadded } from '../helpers/unpadded';
import { scenes } from './scenes';
import { openStage } from './open-stage';
import type { Ask, Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(await TestApi.start());
});
afterAll(() => stage.api.stop());

test('every call has its row, and every row its call', () => {
  expect(Object.keys(permissions).sort()).toEqual(publicOperations.map(({ id }) => id).sort());
});

test('the document shows the table as it is', () => {
  const document = unpadded(readFileSync(join(__dirname, '../../docs/permissions.md'), 'utf8'));
  expect(document).toContain(unpadded(permissionsTable()));
  expect(document).toContain(unpadded(kindsTable()));
});

/** Those who are let through; who is not is told so: 401 without a token, else 403, or 404 where not even the existence is shown. */
async function findAllowed(operation: Operation): Promise<Kind[]> {
  const allowed: Kind[] = [];
  for (const kind of kinds) {
    const status = await call(operation, kind);
    if (status < 400) allowed.push(kind);
    else expect([kind, status]).toEqual([kind, kind === 'anonymous' ? 401 : refusals(status)]);
  }
  return allowed;
}

const refusals = (status: number) => (status === 404 ? 404 : 403);

async function call({ id, method, path }: Operation, kind: Kind): Promise<number> {
  const scene = scenes[id];
  if (scene === undefined) throw new Error(`test/permissions has no scene for ${id}`);
  const ask = await scene(stage, kind);
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => String(ask.ids?.[name])) + (ask.query ?? '');
  const { status } = await stage.api.call(method.toUpperCase(), target, sent(ask, kind));
  return status;
}

function sent({ json, form, as = {} }: Ask, kind: Kind) {
  const body = form ? { body: form } : { json };
  if (kind === 'anonymous') return body;
  const { token } = as[kind] ?? (kind === 'owner' ? stage.owner : stage.users[kind]);
  return { ...body, token };
}

describe('as the table says', () => {
  test.each(publicOperations)('$id: $method $path', async (operation) => {
    expect(await findAllowed(operation)).toEqual(permissions[operation.id as Call]);
  });
});
