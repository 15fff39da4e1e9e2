/** A point of deploy.sh at which it is killed. */
export interface Kill {
  /** The step, by how its name begins. */
  readonly step: string;
  /** The command, by how it begins. */
  readonly before: string;
  /** Seconds, when it is killed while that command runs. */
  readonly after?: number;
  /** The whole process group, as when a session is lost, or the shell alone, as when memory is. */
  readonly everything: boolean;
  readonly rollback?: boolean;
}

const [alone, all] = [{ everything: false }, { everything: true }];

export const kills: readonly Kill[] = [
  { step: 'see which release serves', before: 'named=', ...all },
  { step: 'unpack and verify', before: 'tar ', after: 0.05, ...alone },
  { step: 'unpack and verify', before: 'release_id=', ...all },
  { step: 'check the files of Nginx', before: 'install_nginx_files', ...alone },
  { step: 'migrate the database', before: 'systemctl start', after: 0.1, ...all },
  { step: 'migrate the database', before: 'systemctl start', after: 0.1, ...alone },
  { step: 'start the release', before: 'systemctl start', after: 0.1, ...all },
  { step: 'wait until it is ready', before: 'sleep', ...alone },
  { step: 'switch Nginx', before: 'install_nginx_files', ...alone },
  { step: 'switch Nginx', before: 'point_nginx_at', ...all },
  { step: 'switch Nginx', before: 'ask_through_nginx', ...alone },
  { step: 'switch Nginx', before: 'mv -fT', ...all },
  { step: 'stop the previous', before: 'systemctl disable', ...alone },
  { step: 'stop the previous', before: 'systemctl stop', ...all },
  { step: 'remove old releases', before: 'kept=', ...alone },
  { step: 'find the release', before: 'release_id=', rollback: true, ...all },
  { step: 'switch Nginx', before: 'mv -fT', rollback: true, ...all },
  { step: 'stop the previous', before: 'systemctl disable', rollback: true, ...all },
];

/** Where the files disagree most about which release serves. */
export const rebootKills: readonly Kill[] = [
  { step: 'switch Nginx', before: 'ask_through_nginx', ...all },
  { step: 'stop the previous', before: 'systemctl stop', ...all },
];

/** Read by the shell that runs deploy.sh, before it: looks at each command that is about to be executed. */
export const killScript = `
[[ $0 == */deploy.sh ]] || return 0
unset BASH_ENV
set -o functrace
kill_here() {
  trap - DEBUG
  if [ "$KILL_AFTER" = 0 ]; then kill -KILL -- "$KILL_GROUP$$"; fi
  (sleep "$KILL_AFTER"; kill -KILL -- "$KILL_GROUP$$") &
}
trap '[[ \${current_step-} != "$KILL_STEP"* || $BASH_COMMAND != "$KILL_BEFORE"* ]] || kill_here' DEBUG`;
