import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import cdkJson from '../../cdk.json';

const script = `#!/bin/sh
kept="$(dirname "$0")/$(printf %s "$CDK_CONTEXT_JSON $CDK_DEFAULT_REGION" | sha256sum | cut -d ' ' -f 1)"
[ -d "$kept" ] && exec cp -r "$kept/." "$CDK_OUTDIR"
${cdkJson.app} || exit
cp -r "$CDK_OUTDIR" "$kept.$$" && rm -f "$kept.$$/synth.lock" && mv -T "$kept.$$" "$kept" || rm -rf "$kept.$$"
`;

/**
 * Has `cdk` synthesize the same settings once, which takes the app four seconds: afterwards it gets a copy. The variable is cdk's own, for its
 * option `--app` (https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd.html, read 2026-11-22).
 * @param folder of the test's own
 */
export function assemblyCache(folder: string): Readonly<Record<string, string>> {
  const file = path.join(folder, 'assemblies', 'synthesize.sh');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, script);
  return { CDK_APP: `sh '${file}'` };
}
