import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { AmazonLinux } from './helpers/amazon-linux';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { describeWhere } from './helpers/when-available';

const setUpTimeoutMs = 180_000;

/** Those of bootstrap.sh that differ between systems or touch what a package brings; swap would be this machine's. */
const steps = `
  main() {
    read_parameters; share_out_memory; install_packages; install_node; make_users_and_directories
    cap_logs; schedule_security_updates; keep_time; harden_ssh
    start_redis; start_nginx; install_units "$deployment_directory"; enable_certificate_renewal
    cp /etc/passwd /anchor.pem; trust /anchor.pem ours
  }
  main`;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'on the layout of Amazon Linux 2023 the scripts',
  () => {
    let system: AmazonLinux;
    let first: Awaited<ReturnType<AmazonLinux['run']>>;
    beforeAll(async () => {
      system = await AmazonLinux.prepare();
      first = await system.run(steps);
    }, setUpTimeoutMs);
    afterAll(() => system?.close());

    const ask = async (command: string) => (await system.run(command)).stdout.trim();

    test('find every package, program and unit by its name', () => {
      expect({ code: first.code, said: first.code === 0 ? '' : first.stdout + first.stderr }).toEqual({
        code: 0,
        said: '',
      });
    });

    test('may run again', async () => {
      expect((await system.run(steps)).code).toBe(0);
    });

    test.each([
      ['nginx.service', 'enabled'],
      ['waffle-redis.service', 'enabled'],
      ['valkey.service', 'masked'],
      ['certbot-renew.timer', 'enabled'],
      ['logrotate.timer', 'enabled'],
      ['chronyd.service', 'enabled'],
      ['waffle-security-updates.timer', 'enabled'],
    ])('leave %s %s', async (unit, state) => {
      expect(await ask(`systemctl.real is-enabled ${unit}`)).toBe(state);
    });

    test('run Valkey as Redis', async () => {
      expect(await ask('readlink /usr/local/bin/waffle-redis-server')).toBe('/usr/bin/valkey-server');
    });

    test('keep the HTTP/2 directive of the newer Nginx', async () => {
      expect(await ask('grep -c "http2 on;" /etc/nginx/sites-available/waffle-backend')).toBe('1');
    });

    test('trust a certificate authority its way', async () => {
      expect(await ask('cat /etc/pki/ca-trust/extracted')).toContain('ours.pem');
    });

    test('close its SSH to passwords', async () => {
      expect(await ask('/usr/sbin/sshd -T | grep ^passwordauthentication')).toBe('passwordauthentication no');
      expect(first.stdout).not.toContain('sshd does not read');
    });

    test('leave sshd as it was when it would refuse the new file', async () => {
      const spoilt = 'echo Nonsense yes >>/deployment/host/sshd.conf; harden_ssh';
      const { code, stderr } = await system.run(spoilt);
      expect([code === 0, stderr]).toEqual([
        false,
        expect.stringContaining('Bad configuration option: Nonsense'),
      ]);
      expect(await ask('/usr/sbin/sshd -t && grep -c Nonsense /etc/ssh/sshd_config.d/10-*')).toBe('0');
    });

    test('write nothing for apt or for another clock', async () => {
      expect(await ask('ls -d /etc/apt /etc/systemd/timesyncd.conf.d 2>/dev/null')).toBe('');
    });

    test('give Amazon’s clock to a chrony that reads a folder of sources', async () => {
      const sources = 'mkdir -p /etc/chrony/sources.d; keep_time; cat /etc/chrony/sources.d/*.sources';
      expect(await ask(sources)).toMatch(/^server 169\.254\.169\.123 prefer/m);
    });

    test('fail at a package that the list does not have', async () => {
      const { code, stdout } = await system.run('dnf -y -q install nginx redis7');
      expect([code, stdout]).toEqual([1, 'No match for argument: redis7\n']);
    });
  },
);
