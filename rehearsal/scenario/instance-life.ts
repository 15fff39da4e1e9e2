import { instance as layout } from '../../contract';
import { UserError } from '../../bin/io/errors';
import type { InstanceImage } from '../images';
import type { Instance } from '../instance';

/** Something that the instance looks after by itself, as a question to its shell. */
interface Duty {
  readonly what: string;
  readonly script: string;
  readonly expected: RegExp;
}

const unitOf = (slot: string) => layout.appUnit.replace('@', `@${slot}`);
/** The unit of the slot that serves. */
const serving = `systemctl is-active --quiet ${unitOf('a')} && unit=${unitOf('a')} || unit=${unitOf('b')}; `;
const property = (name: string, unit: string) => `"$(systemctl show --property ${name} --value ${unit})"`;

const duties: readonly Duty[] = [
  { what: 'no unit has failed', script: 'systemctl --failed --plain --no-legend', expected: /^$/ },
  {
    what: 'every timer waits for its time',
    script: `systemctl is-active ${layout.certificateTimer} certbot.timer apt-daily.timer apt-daily-upgrade.timer logrotate.timer`,
    expected: /^(active\n){4}active$/,
  },
  {
    what: 'one slot came back, after Redis',
    script: `systemctl is-active ${layout.slots.map(unitOf).join(' ')} | sort; ${serving}
      redis=${property('ActiveEnterTimestampMonotonic', layout.redisUnit)}
      app=${property('ExecMainStartTimestampMonotonic', '"$unit"')}
      [ "$redis" -gt 0 ] && [ "$redis" -le "$app" ] && echo in order`,
    expected: /^active\ninactive\nin order$/,
  },
  {
    what: 'SSH takes keys alone, from nobody as root',
    // On Ubuntu the first connection starts sshd, and makes what `sshd -T` wants to see.
    script: `ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR nobody@127.0.0.1
      sshd -T | grep -E '^(permitrootlogin|x11forwarding) ' | sort`,
    expected: /^nobody@127.0.0.1: Permission denied \(publickey\)\.\s+permitrootlogin no\nx11forwarding no$/,
  },
  {
    what: 'one address has four of SSH’s connections at most before it logs in',
    script: `for ((i = 0; i < 7; i++)); do exec {c}<>/dev/tcp/127.0.0.1/22; read -r -t 2 line <&$c; echo "$line"; done | grep -c ^SSH-2`,
    expected: /^4$/,
  },
  {
    what: 'the kernel limits application and cache together',
    script: `cat /sys/fs/cgroup/${layout.slice}/memory.max 2>/dev/null ||
      cat /sys/fs/cgroup/memory/${layout.slice}/memory.limit_in_bytes`,
    expected: new RegExp(`^${640 * 1024 ** 2}$`),
  },
  {
    what: 'the application goes first when memory runs out, then Redis, then Nginx, SSH last',
    script: `${serving} score() { tr '\\n' ' ' <"/proc/$1/oom_score_adj"; }
      score "$(systemctl show --property MainPID --value "$unit")"
      for unit in ${layout.redisUnit} nginx.service ssh.service; do score "$(systemctl show --property MainPID --value $unit)"; done`,
    // A container that may lower no score starts at 0 (or its own) and raises it, which is the same order.
    expected: /^200 100 (-900 -1000|0 0)$/,
  },
  {
    what: 'the journal knows the boot before',
    script: 'journalctl --boot -1 --lines 1 --output cat --quiet | wc -l',
    expected: /^1$/,
  },
  {
    what: 'the journal is capped',
    script:
      'systemd-analyze cat-config systemd/journald.conf | grep -E "^(Storage|SystemMaxUse|RuntimeMaxUse)="',
    expected: /^Storage=persistent\nSystemMaxUse=200M\nRuntimeMaxUse=32M$/,
  },
  {
    what: 'a rotation of Nginx’s log loses no line',
    script: `lines() { zcat --force /var/log/nginx/access.log* | grep -c "/rotation-$$/"; }
      ask() { for ((i = 0; i < 40; i++)); do curl -sk --output /dev/null https://127.0.0.1/rotation-$$/; done; }
      ask & sleep 0.2; logrotate --force --state /run/rotation.state /etc/logrotate.d/nginx; wait
      curl -sk --output /dev/null https://127.0.0.1/rotation-$$/
      lines; stat --format '%U %a' /var/log/nginx/access.log; grep -c "/rotation-$$/" /var/log/nginx/access.log`,
    expected: /^41\n(waffle-web) 640\n[1-9]\d*$/,
  },
  {
    what: 'the hourly rotation runs',
    script:
      'systemctl start logrotate.service && systemctl show --property Result,TimersCalendar --value logrotate.service logrotate.timer',
    expected: /^success\n+.*OnCalendar=\*-\*-\* \*:00:00/,
  },
  {
    what: 'security updates, and no others, come by themselves',
    script: "unattended-upgrade --dry-run --debug 2>&1 | grep -E '^(Allowed origins|.*[Ee]rror|.*held back)'",
    expected:
      /^Allowed origins are: (origin=\w+,(codename|archive)=[a-z]+-security(,label=Debian-Security)?(, |$))+$/,
  },
  {
    what: 'the clock is Amazon’s',
    script:
      'systemctl is-enabled systemd-timesyncd.service; systemd-analyze cat-config systemd/timesyncd.conf | grep -E "^(Fallback)?NTP="',
    expected: /^enabled\nNTP=169\.254\.169\.123\nFallbackNTP=time\.aws\.com$/,
  },
  {
    what: 'swap is there for the next boot',
    script: 'grep -c "^/swapfile none swap" /etc/fstab; stat --format "%s %a" /swapfile',
    expected: /^1\n1073741824 600$/,
  },
];

/** After a reboot: everything that nobody will look after. @returns how much was looked at @throws UserError naming all that does not hold */
export async function checkInstanceLife(instance: Instance, image: InstanceImage): Promise<string> {
  const findings = [];
  for (const duty of duties) findings.push(...(await neglects(instance, duty)));
  if (findings.length > 0)
    throw new UserError(`${image} does not look after itself:\n${findings.join('\n')}`);
  return `${duties.length} duties`;
}

async function neglects(instance: Instance, { what, script, expected }: Duty): Promise<string[]> {
  const said = (await instance.run(['bash', '-c', `(${script}) 2>&1 || :`])).trim();
  return expected.test(said)
    ? []
    : [`  not so: ${what}. got: ${JSON.stringify(said)}, expected: ${expected}`];
}
