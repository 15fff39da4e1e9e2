import { defaultProjectName } from '../../contract';
import { hostNames } from '../../rehearsal/addresses';
import type { CollectOptions } from './collect-evidence';
import type { EvidenceName } from './evidence';

interface Places {
  /** Where the evidence goes. */
  readonly directory: string;
  /** Of the release that is seen coming. */
  readonly archive: string;
  readonly receipts: string;
}

/** What is typed in the rehearsed account, in order: what a person types for the same evidence of a project of their own. */
export function rehearsedCommands(
  { only, showHomeAddresses = false }: Pick<CollectOptions, 'only' | 'showHomeAddresses'>,
  { directory, archive, receipts }: Places,
): readonly (readonly string[])[] {
  const results = (names: readonly EvidenceName[]) =>
    names.length === 0
      ? []
      : [
          [
            ...['results', '--only', ...names, '--results', directory, '--receipts', receipts],
            ...(showHomeAddresses ? ['--show-home-addresses'] : []),
          ],
        ];
  const wants = (name: EvidenceName) => only.filter((each) => each === name);
  const down = ['down', '--confirm', defaultProjectName, '--without-dump', '--leftovers'];
  return [
    ['init', '--yes', '-c', `domain=${hostNames.api}`],
    ['up', '--yes'],
    // Before and after.
    ...(wants('release').length > 0 ? [...results(['release']), ['deploy', archive]] : []),
    ...results(only.filter((name) => name !== 'teardown')),
    [...down, '--receipts', receipts],
    ...results(wants('teardown')),
  ];
}
