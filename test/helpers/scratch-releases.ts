import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ScratchInstance } from './scratch-instance';

const receipts = readFileSync(path.join(__dirname, '../../deployment/receipts.mjs'), 'utf8');
const home = 'waffle-backend';

/**
 * As much of deploy.sh as is seen from outside: its words, its lines, its receipt by the real receipts.mjs, its exit code. A source whose name has
 * `bad` fails, one with `slow` takes six seconds. The rehearsal has the real one.
 */
const deployScript = `#!/bin/bash
set -u
home=/opt/${home}; here=$home/current/deployment
current=$(basename "$(readlink -f "$home/current")")
echo "deploy.sh $*, asked for by $SUDO_USER in $AWS_DEFAULT_REGION"
kind=release; id=$(basename "$1" .tar.gz); outcome=serves; failed=''
if [ "$1" = --rollback ]; then
  kind=rollback
  id=$(node "$here/receipts.mjs" previous "$home/shared/receipts.jsonl" "$home/releases" "$current")
fi
case $1 in *slow*) for second in 1 2 3 4 5 6; do sleep 1; echo "    waited $second s"; done ;; esac
case $1 in *bad*) outcome=failed; failed='wait until it is ready'; echo "    not ready after 20 s: exit status 1" ;; esac
if [ "$outcome" = serves ]; then
  mkdir -p "$home/releases/$id"
  cp -r "$home/current/deployment" "$home/releases/$id/"
  printf '{"id":"%s","commit":"%s","time":"2026-11-21T10:15:00Z","files":[]}' "$id" "\${id##*-}" >"$home/releases/$id/manifest.json"
  ln -sfn "$home/releases/$id" "$home/current"
fi
node "$here/receipts.mjs" append "$home/shared/receipts.jsonl" "$(printf '{"kind":"%s","release":"%s","outcome":"%s","failedStep":"%s","by":"%s","began":"%s","milliseconds":4804,"phases":{"unpack and verify the release":339,"switch Nginx to slot b":1449},"probes":5,"migrations":[],"peakMemoryMiB":88}' "$kind" "$id" "$outcome" "$failed" "$SUDO_USER" "$(date -u +%Y-%m-%dT%H:%M:%SZ)")" "$home/current/manifest.json" /nowhere 0
echo "release $id: $outcome"
[ "$outcome" = serves ]
`;

/** Puts releases where an instance has them; the last one serves. */
export async function plantReleases(scratch: ScratchInstance, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const folder = `${home}/releases/${id}`;
    const manifest = { id, commit: `${id.split('-')[1]}0000`, time: '2026-11-20T09:00:00Z', files: [] };
    scratch.write(`${folder}/manifest.json`, JSON.stringify(manifest));
    scratch.write(`${folder}/deployment/deploy.sh`, deployScript);
    scratch.write(`${folder}/deployment/receipts.mjs`, receipts);
  }
  const lines = ids.map((id, index) => JSON.stringify(receiptOf(id, index)));
  scratch.write(`${home}/shared/receipts.jsonl`, `${lines.join('\n')}\n`);
  await scratch.run(`ln -sfn /opt/${home}/releases/${ids.at(-1)} /opt/${home}/current`);
}

const receiptOf = (release: string, day: number) => ({
  kind: 'release',
  release,
  outcome: 'serves',
  failedStep: '',
  by: 'ada',
  began: `2026-11-1${day}T08:00:00Z`,
  milliseconds: 5200,
  phases: {},
  probes: 4,
  migrations: [],
  peakMemoryMiB: 80,
  commit: null,
  requests: { answered: 40, failed: 0 },
});
