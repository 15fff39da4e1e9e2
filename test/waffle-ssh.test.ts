import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { RemoteScene } from './helpers/remote-scene';
import { sessionToken } from './helpers/session-manager-plugin';
import { describeWhere } from './helpers/when-available';

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'waffle ssh through Session Manager',
  () => {
    const scene = RemoteScene.create();
    const { waffle, home } = scene;
    const asked = () =>
      scene.aws.calls.flatMap(({ operation, parameters }) =>
        /Session$/.test(operation) ? [[operation, parameters]] : [],
      );
    /** Writes down how it was called, and says what it is told. */
    const installPlugin = (version: string) =>
      writeFileSync(
        join(home, 'session-manager-plugin'),
        `#!/bin/bash
[ "$1" = --version ] && echo ${version} && exit
printf '%s\\n' "$@" >"$HOME/words"; tr '\\0' '\\n' <"/proc/$$/cmdline" >>"$HOME/words"
echo "$AWS_SSM_START_SESSION_RESPONSE" >"$HOME/response"
read -r line; echo "the shell got: $line"\n`,
        { mode: 0o755 },
      );
    const open = () =>
      waffle(['ssh'], {
        input: 'whoami\n',
        variables: { ...scene.variables, PATH: `${home}:${process.env['PATH']}` },
      });

    const idOf = (response: string) => (JSON.parse(response) as { SessionId: string }).SessionId;

    test('without the plugin it says where to get it, and opens nothing', async () => {
      const { code, stderr } = await open();
      expect(code).toBe(1);
      expect(stderr).toContain('The session-manager-plugin is not installed.');
      expect(stderr).toContain('https://docs.aws.amazon.com/systems-manager/');
      expect(asked()).toEqual([]);
    });

    test('a plugin that takes the token on its command line is too old', async () => {
      installPlugin('1.2.497.0');
      expect((await open()).stderr).toContain('is 1.2.497.0; needed: 1.2.536.0 or newer');
      expect(asked()).toEqual([]);
    });

    test('the plugin has keyboard and screen, and the session ends with it', async () => {
      installPlugin('1.2.707.0');
      const { code, stdout } = await open();
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'the shell got: whoami\n' });
      expect(asked()).toEqual([
        ['StartSession', { Target: scene.instanceId }],
        ['TerminateSession', { SessionId: idOf(readFileSync(join(home, 'response'), 'utf8')) }],
      ]);
    });

    test('the token is in its environment and on no command line', () => {
      expect(readFileSync(join(home, 'response'), 'utf8')).toContain(sessionToken);
      const words = readFileSync(join(home, 'words'), 'utf8');
      expect(words).toContain('AWS_SSM_START_SESSION_RESPONSE\nus-east-1\nStartSession\n');
      expect(words).not.toContain(sessionToken);
    });
  },
);
