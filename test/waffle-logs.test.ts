import { expect, test } from '@jest/globals';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { RemoteScene } from './helpers/remote-scene';
import { describeWhere } from './helpers/when-available';

const entry = (second: number, unit: string, message: string) =>
  JSON.stringify({
    __REALTIME_TIMESTAMP: String((Date.UTC(2026, 10, 22, 1, 0, second) + 250) * 1_000),
    _SYSTEMD_UNIT: unit,
    MESSAGE: message,
  });
const request = {
  level: 30,
  time: '2026-11-22T01:00:02.250Z',
  release: 'it',
  requestId: '5a20c1f1',
  method: 'GET',
  route: '/api/v1/user/:id/',
  status: 200,
  durationMs: 36.1,
  msg: 'request',
};
/** What the journal of the instance has, and the words it is asked with. */
const journalctl = `#!/bin/bash
echo "$*" >>/opt/asked
cat <<'END'
${entry(2, 'waffle-backend@a.service', JSON.stringify(request))}
${entry(4, 'waffle-redis.service', 'Ready to accept connections')}
END
case $* in *--follow*) sleep 1; echo '${entry(9, 'waffle-backend@b.service', 'came later')}'; exec sleep 60 ;; esac
`;
const nginxError = '2026/11/22 01:00:03 [error] 77#77: connect() failed';

describeWhere(isRootOnLinux && isOnPath('mmdebstrap'), 'root on Linux with mmdebstrap', 'waffle logs', () => {
  const { waffle, scratch } = RemoteScene.create({
    programs: {
      journalctl,
      // The file of Nginx is not this machine's.
      tail: `#!/bin/bash\ncase "\${@: -1}" in /var/log/nginx/*) echo '${nginxError}' ;; /var/log/*) ;; *) exec /usr/bin/tail "$@" ;; esac\n`,
    },
  });
  const asked = async () => (await scratch.run('/usr/bin/tail -n 1 /opt/asked')).stdout;

  test('shows what the application says as a line', async () => {
    const { code, stdout } = await waffle(['logs', '--since', '15m', '--lines', '20']);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(await asked()).toMatch(
      /--lines=20 --since=@\d{10} --unit=waffle-backend@\* --unit=waffle-migrate@\*\n$/,
    );
  });

  test('puts journal and files in the order of time', async () => {
    const { stdout } = await waffle(['logs', '--unit', 'all']);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '2026-11-22 01:00:02 app@a     INFO  request GET /api/v1/user/:id/ 200 36.1 ms requestId=5a20c1f1',
      '2026-11-22 01:00:03 nginx     [error] 77#77: connect() failed',
      '2026-11-22 01:00:04 redis     Ready to accept connections',
    ]);
  });

  test('as data it is an object a line, nothing left out', async () => {
    const { stdout } = await waffle(['logs', '--json']);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual({
      at: '2026-11-22T01:00:02.250Z',
      unit: 'waffle-backend@a.service',
      message: request,
    });
  });

  test('follows until Ctrl-C, which is no failure and ends it there too', async () => {
    const { code, stdout } = await waffle(['logs', '--follow'], { interruptAt: /came later/ });
    expect(code).toBe(0);
    expect(stdout).toContain('2026-11-22 01:00:09 app@b     came later');
    const alive = 'for unit in "$SCRATCH"/units/*; do ps -o stat= --sid "$(cat "$unit")"; done | grep -v Z';
    expect((await scratch.run(alive)).stdout).toBe('');
  });

  test('a time that is none is refused with what is allowed', async () => {
    const { code, stderr } = await waffle(['logs', '--since', 'yesterday']);
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed: 90s, 15m, 1h, 2d, or a time such as 2026-11-22T01:00Z.');
  });
});
