import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exitCodes } from '../bin/io/errors';
import { verbs } from '../bin/verbs';
import { databasePassword } from './helpers/deployed-stack';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { someAtATime } from './helpers/some-at-a-time';
import { describeWhere } from './helpers/when-available';
import { Account, type Outcome } from './refusals/account';
import { secrets, type TroubleName, troubles } from './refusals/troubles';
import { chains, type VerbCase } from './refusals/verb-cases';

/** Most of them wait for answers, and for the pauses between two tries. */
const atOnce = 3;

/** But for the call that was refused. */
const isWriting = (refused: string | undefined, leaves: readonly string[]) => (operation: string) =>
  writing.test(operation) && !operation.endsWith(`:${refused}`) && !leaves.includes(operation);
const writing =
  /^\w+:(Add|Associate|Attach|Authorize|Create|Delete|Detach|Disassociate|Execute|Modify|Put|Reboot|Release|Remove|Revoke|Run|Start|Stop|Tag|Terminate|Update)/;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'every verb that asks AWS',
  () => {
    const account = new Account();
    const cases = chains(account.archiveFile);
    const outcomes = new Map<string, Outcome>();

    const namesOf = ({ without = [] }: VerbCase) =>
      (Object.keys(troubles) as TroubleName[]).filter((name) => !without.includes(name));

    beforeAll(async () => {
      await account.start();
      await someAtATime(atOnce, cases, async (chain) => {
        for (const verb of chain)
          for (const name of namesOf(verb))
            outcomes.set(`${verb.words[0]} ${name}`, await account.attempt(verb, troubles[name]));
      });
    }, 600_000);
    afterAll(() => account.remove());

    test('is tried here', () => {
      const others = ['local', 'rehearse', 'check', 'release', 'bench'];
      const tried = cases.flat().map(({ words }) => words[0] ?? '');
      const names = verbs.map(({ name }) => name).filter((name) => !others.includes(name));
      expect(tried.sort()).toEqual(names.sort());
    });

    describe.each(cases.flat().map((verb) => [verb.words[0], verb] as const))('waffle %s', (_, verb) => {
      test.each(namesOf(verb).map((name) => [troubles[name].title, name] as const))('%s', (__, name) => {
        const { code, stdout = '', stderr = '', asked = [] } = outcomes.get(`${verb.words[0]} ${name}`) ?? {};
        const ending = verb.but?.[name] ?? troubles[name].ends;
        expect({ code, stderr, stdout }).toEqual({
          code: ending.code,
          ...(ending.code === exitCodes.ok || verb.but?.[name]
            ? { stderr, stdout }
            : { stderr: expect.stringMatching(ending.says), stdout: expect.any(String) }),
        });
        expect(stdout + stderr).toMatch(ending.says);
        // One error and no stack trace, nothing secret, nothing half done.
        expect(stdout + stderr).not.toMatch(/^\s+at /m);
        for (const secret of [databasePassword, ...Object.values(secrets)])
          expect(stdout + stderr).not.toContain(secret);
        if (ending.code === exitCodes.unreachable || ending.code === exitCodes.notDeployed)
          expect(
            asked.filter(isWriting(name === 'denied' ? verb.call : undefined, verb.leaves ?? [])),
          ).toEqual([]);
        if (name === 'again') expect(asked.length - new Set(asked).size).toBeGreaterThanOrEqual(2);
      });
    });
  },
);
