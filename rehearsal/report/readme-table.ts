import type { Report } from '../report';
import { keyFigures } from './key-figures';
import { markdownTable } from './markdown';

/** What the README shows of a rehearsal. */
export function readmeTable({ figures, faults, startedAt, image }: Report): string {
  const { unitExposure, tlsFindings, lynisHardeningIndex } = figures;
  const audits: readonly (readonly [string, number | undefined])[] = [
    ['exposure of the app’s unit, `systemd-analyze security`, 0 to 10', unitExposure],
    ['findings of testssl.sh above LOW', tlsFindings],
    ['hardening index of lynis, of 100', lynisHardeningIndex],
  ];
  return markdownTable({
    head: [`measured on ${image}, ${startedAt.slice(0, 10)}`, ''],
    rows: [
      ...keyFigures(figures),
      ...(faults.length > 0 ? [['faults planted while clients use the API', String(faults.length)]] : []),
      ...audits.flatMap(([label, value]) => (value === undefined ? [] : [[label, String(value)]])),
    ],
    numbers: [1],
  });
}
