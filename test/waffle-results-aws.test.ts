import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Evidence, EvidenceName } from '../bin/evidence/evidence';
import { failedClaims } from '../bin/evidence/testing/failed-claims';
import { exitCodes } from '../bin/io/errors';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { describeWhere } from './helpers/when-available';
import { home, Stage } from './results/stage';
import { rounds, type WrongFact } from './results/wrong-facts';

const names = ['machines', 'security-group', 'https', 'cost', 'card'] as const;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

interface Shown {
  readonly code: number | null;
  readonly stderr: string;
  readonly evidence: Readonly<Record<string, Evidence>>;
  readonly markdown: string;
  readonly html: string;
}

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle results of what is deployed',
  () => {
    const stage = new Stage();
    const shown = new Map<WrongFact | 'well', Shown>();

    const look = async (only: readonly EvidenceName[]): Promise<Shown> => {
      const { code, stderr } = await stage.waffle(only);
      const evidence = Object.fromEntries(only.map((name) => [name, stage.evidence(name)]));
      return { code, stderr, evidence, markdown: stage.read('README.md'), html: stage.read('index.html') };
    };

    beforeAll(async () => {
      await stage.start();
      for (const facts of rounds) {
        const putBack = await Promise.all(facts.map(({ change }) => change(stage)));
        const seen = await look(facts.map(({ of }) => of));
        for (const fact of facts) shown.set(fact, seen);
        for (const back of putBack) await back();
      }
      // Last, so that everything was put back.
      shown.set('well', await look(names));
    }, 180_000);
    afterAll(() => stage.remove());

    const shownWith = (key: WrongFact | 'well') => {
      const found = shown.get(key);
      if (found === undefined) throw new Error('it was not looked at');
      return found;
    };

    test('shows each claim where all is well, and ends with 0', () => {
      const { code, stderr, evidence } = shownWith('well');
      const failed = Object.values(evidence).flatMap(({ checks }) => failedClaims(checks));
      expect({ code, failed, stderr }).toEqual({ code: exitCodes.ok, failed: [], stderr });
      expect(Object.values(evidence).map(({ outcome }) => outcome)).toEqual(names.map(() => 'shown'));
    });

    describe.each(rounds.flat().map((fact) => [`${fact.of}: ${fact.title}`, fact] as const))(
      '%s',
      (_, fact) => {
        test('is shown as failed, and nothing else of it', () => {
          const { code, stderr, evidence } = shownWith(fact);
          const { outcome, checks, why } = evidence[fact.of] as Evidence;
          expect({ outcome, why, claims: failedClaims(checks) }).toEqual({
            outcome: 'failed',
            claims: fact.fails,
          });
          expect(code).toBe(exitCodes.failed);
          expect(stderr).toMatch(new RegExp(`^✖ Not shown: .*\\b${fact.of}\\b`, 'm'));
        });

        test('stands so on both pages', () => {
          const { markdown, html } = shownWith(fact);
          for (const claim of fact.fails) {
            expect(markdown).toContain(`| ✖ FAILED | ${claim} |`);
            expect(html).toContain(`✖ FAILED</span> ${capital(claim)} `);
          }
        });
      },
    );

    test('masks home addresses and the account, and no rule for the world', () => {
      const { html } = shownWith('well');
      expect(html).toContain('203.0.x.x/32');
      for (const secret of [home, '123456789012']) expect(html).not.toContain(secret);
      for (const { stderr } of shown.values()) expect(stderr).not.toContain(home);
      const [ssh, , mysql] = rounds.map((facts) => facts.find(({ of }) => of === 'security-group'));
      expect(shownWith(ssh ?? 'well').markdown).toContain('| 22/tcp | 0.0.0.0/0 | ssh |');
      expect(shownWith(mysql ?? 'well').markdown).toContain('| 3306/tcp | 198.51.x.x/32 | from home |');
    });

    test('shows home addresses to who asks, and keeps the other evidence', async () => {
      const before = stage.evidence('machines');
      const { code } = await stage.waffle(['security-group'], { words: ['--show-home-addresses'] });
      expect(code).toBe(exitCodes.ok);
      expect(stage.read('README.md')).toContain(`| 22/tcp | ${home}/32 |`);
      expect(stage.evidence('machines')).toEqual(before);
      expect(stage.wrongHashes()).toEqual([]);
    });

    test('without a browser the tables are there, and a note says so', async () => {
      const { code, stderr } = await stage.waffle(['cache', 'docs-page'], {
        variables: { PATH: '/nowhere' },
      });
      expect({ code, stderr }).toEqual({ code: exitCodes.ok, stderr });
      for (const name of ['cache', 'docs-page'] as const) {
        const kinds = stage.evidence(name).parts.map(({ kind }) => kind);
        expect(kinds).toEqual(expect.arrayContaining(['table', 'note']));
        expect(kinds).not.toContain('picture');
      }
      expect(stage.read('README.md').match(/^No picture was taken: no Chromium/gm)).toHaveLength(2);
    });

    describe('at Ctrl-C', () => {
      const interrupt = async () => {
        stage.api.held.add('/docs/');
        const held = stage.api.nextHeld();
        try {
          return await stage.waffle(['cache', 'docs-page'], {
            onStart: (waffle) => void held.then(() => waffle.kill('SIGINT')),
          });
        } finally {
          stage.api.held.clear();
        }
      };

      test('removes the users and the seminar, also with a browser open', async () => {
        const before = stage.statements.length;
        const { code, stderr } = await interrupt();
        expect({ code, stderr }).toEqual({ code: exitCodes.interrupted, stderr });
        const told = stage.statements.slice(before);
        for (const table of ['Seminar', 'User']) expect(told).toContain(`DELETE FROM ${table} WHERE`);
      });

      test('says so where they could not be removed', async () => {
        const { code, stderr } = await stage.whileDatabaseIsAway(interrupt);
        expect(code).toBe(exitCodes.interrupted);
        expect(stderr).toContain('are still there: waffle results again removes them too');
      });
    });

    test('writes what was seen also where the rest could not be removed', async () => {
      const { code, stderr } = await stage.whileDatabaseIsAway(() => stage.waffle(['cache']));
      expect(code).toBe(exitCodes.failed);
      expect(stderr).toContain('could not be removed');
      expect(stage.read('README.md')).toContain('> The instance could not say (1): the database is away');
      expect(stage.wrongHashes()).toEqual([]);
    });
  },
);
