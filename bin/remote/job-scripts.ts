import { encoded, shellWord } from './shell-word';

/** One folder a job, which root alone may read; those of yesterday are removed by the next one. */
const jobsDirectory = '/var/lib/waffle-backend/jobs';
/** How long one look waits on the instance for something new. */
const lookSeconds = 6;
/** In two lines of base64 and one of a number they have to fit into what Run Command returns. */
const outputBudget = 16_000;
const errorsBudget = 6_000;

export interface JobOptions {
  /** `deploy-1a2b3c`: its unit is `waffle-deploy-1a2b3c.service`. */
  readonly name: string;
  /** Of bash, run as root. Descriptor 3 leads to the journal. */
  readonly script: string;
  /** Kept beside it for who asks later, as JSON. */
  readonly about: object;
}

/** Starts the script as a unit of its own, which neither a cut connection nor our end ends. */
export const startScript = ({ name, script, about }: JobOptions): string => `set -eu
umask 077
jobs=${jobsDirectory}
mkdir -p "$jobs"
find "$jobs" -mindepth 1 -maxdepth 1 -mmin +1440 -exec rm -rf {} +
job=$jobs/${shellWord(name)}
mkdir "$job"
base64 -d >"$job/script" <<<'${encoded(script)}'
base64 -d >"$job/about" <<<'${encoded(JSON.stringify(about))}'
touch "$job/output" "$job/errors"
systemd-run --quiet --collect --setenv=HOME=/root --working-directory=/root --unit=waffle-${shellWord(name)} -- bash -c '
  exec 3>&1
  bash "$0/script" </dev/null >"$0/output" 2>"$0/errors"
  echo $? >"$0/code.partial"
  mv "$0/code.partial" "$0/code"' "$job"
`;

export interface JobPosition {
  /** Bytes read of what it wrote to standard output. */
  readonly output: number;
  readonly errors: number;
}

/**
 * Waits until there is something new, and prints its state (an exit code, \`running\`, \`cut\` or \`none\`) and, packed, what it wrote
 * since. The state is read first: what was written before an end is never missed.
 */
export const lookScript = (name: string, { output, errors }: JobPosition): string => `
job=${jobsDirectory}/${shellWord(name)}
unit=waffle-${shellWord(name)}.service
size() { stat -c %s "$job/$1" 2>/dev/null || echo 0; }
is_up() { case $(systemctl is-active "$unit") in active | activating | deactivating | reloading) ;; *) false ;; esac }
ended() { [ -e "$job/code" ] || ! is_up; }
new() { [ "$(size output)" -gt ${output} ] || [ "$(size errors)" -gt ${errors} ]; }
pack() {
  local bytes packed
  for bytes in 262144 65536 "$3"; do
    packed=$(tail -c "+$(($2 + 1))" "$job/$1" | head -c "$bytes" | gzip -c | base64 -w 0)
    [ \${#packed} -gt "$4" ] || break
  done
  echo "$packed"
}
[ -d "$job" ] || { echo none; exit; }
until=$((SECONDS + ${lookSeconds}))
while ! ended && ! new && [ "$SECONDS" -lt "$until" ]; do sleep 0.2; done
if is_up && ! [ -e "$job/code" ]; then echo running; else cat "$job/code" 2>/dev/null || echo cut; fi
pack output ${output} ${Math.floor(outputBudget * 0.7)} ${outputBudget}
pack errors ${errors} ${Math.floor(errorsBudget * 0.7)} ${errorsBudget}
`;

/** Prints the names of the jobs of a kind, the newest first, each with its state and what is known about it. */
export const listScript = (kind: string): string => `
cd ${jobsDirectory} 2>/dev/null || exit 0
ls -dt ${kind}-* 2>/dev/null | head -n 20 | while read -r name; do
  if ! [ -e "$name/code" ] && systemctl is-active --quiet "waffle-$name.service"; then state='running'
  else state=$(cat "$name/code" 2>/dev/null || echo cut); fi
  printf '%s %s %s\\n' "$name" "$state" "$(base64 -w 0 "$name/about")"
done
`;

/** SIGTERM to all of it, and after systemd's time SIGKILL. */
export const stopScript = (name: string): string => `systemctl stop waffle-${shellWord(name)}.service`;
