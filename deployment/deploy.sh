#!/bin/bash
# Puts a release into service, as root:
#   deploy.sh [SOURCE] [--without-backup]        a file, s3://…, https://…, a checkout of the project; without one: what the stack names
#   deploy.sh --rollback [--despite-migrations]  the release that served before this one, from what is kept here
# The new release starts beside the old one, in the slot that is free; Nginx is switched to it only after it answered
# its readiness check. Any failure before the switch leaves the old release serving and untouched; one after it switches back.
# Killed at any point, it is safe to run again. Each run leaves a receipt, a line of shared/receipts.jsonl.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"
# shellcheck source=deployment/lib/server-files.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/server-files.sh"
# shellcheck source=deployment/lib/sources.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/sources.sh"

# Of its start and of the whole run: whoever waits for the verdict on a bad release has it after 45 s, unless migrations took longer.
readonly ready_within_seconds=20 run_within_seconds=40 releases_kept=5
readonly slot_b_serves_file=$config_directory/slot-b-serves lock_file=/run/waffle-backend-deploy.lock
readonly receipts_file=$home_directory/shared/receipts.jsonl access_log=/var/log/nginx/access.log
readonly without_backup_file=/run/waffle-backend-without-backup
began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
began_us=${EPOCHREALTIME//[!0-9]/}
access_log_bytes=$(stat --format %s "$access_log" 2>/dev/null || echo 0)
readonly began began_us access_log_bytes
kind=release release_id='' release_directory='' free_slot='' outcome=failed
probes=0 migrations=''
# How far this run has come: '', started (the new release runs), switching (Nginx may ask it), switched (`current` says so).
progress=''

main() {
  refuse_while_forwarding
  hold_lock "$1"
  trap finish EXIT
  step 'see which release serves' settle
  if [ "$1" = --rollback ]; then
    kind=rollback
    step 'find the release that served before' choose_previous "${2:-}"
  else
    want_backup "${2:-}"
    step 'unpack and verify the release' unpack_release "$1"
  fi
  step 'check the files of Nginx' try_nginx_files "$release_directory/deployment"
  point "$home_directory/slots/$free_slot" "$release_directory"
  install_units "$release_directory/deployment"
  [ "$kind" = rollback ] || step 'migrate the database' migrate
  progress=started
  step "start the release in slot $free_slot" start_unit "waffle-backend@$free_slot.service"
  step 'wait until it is ready' wait_until_ready
  step "switch Nginx to slot $free_slot" switch_nginx
  outcome=serves
  step 'stop the previous release' stop_previous
  step 'remove old releases' prune_releases
  say "release $release_id serves from slot $free_slot"
}

# Nginx would answer with the other one's release.
refuse_while_forwarding() {
  [ ! -e "$config_directory/forwards" ] || die 'this server hands every request to another project: move.sh status says to which one, docs/moving.md how it serves again'
}

# The kernel drops the lock with the process, however that ends; what the file says is only who that was.
hold_lock() {
  local owner=''
  exec 9<>"$lock_file"
  flock --nonblock 9 || wait_for_orphans
  read -r owner <"$lock_file" || true
  [ -z "$owner" ] || say "the deploy before this one did not end by itself ($owner, $(age_of "$owner")): going on from what it left"
  killed_rollback_from=$(sed -n 's/.*, rolling back from //p' <<<"$owner")
  printf 'pid %s by %s on %s since %s%s\n' $$ "$(who_deploys)" "$HOSTNAME" "$began" "$([ "$1" != --rollback ] || printf ', rolling back from %s' "$(current_release)")" >"$lock_file"
}

# What a killed deploy was waiting for keeps its lock until it has ended too: half-unpacked files have one owner.
wait_for_orphans() {
  local owner='' pid=''
  read -r owner <"$lock_file" || true
  read -r _ pid _ <<<"$owner"
  [ -z "$pid" ] || ! kill -0 "$pid" 2>/dev/null || die "another deploy is running on this instance, $owner ($(age_of "$owner")): wait for it, or end it"
  say "the deploy before this one was killed (${owner:-it did not say whose}); waiting for what it had started"
  flock --timeout 60 9 || die "that still runs; 'fuser -v $lock_file' tells what it is"
}

current_release() { basename "$(readlink -f "$home_directory/current")"; }

# age_of OWNER: how long ago it began.
age_of() {
  local since
  since=$(date --date "$(sed -n 's/.* since \([^,]*\).*/\1/p' <<<"$1")" +%s 2>/dev/null) || return 0
  printf '%d s ago' $(($(date +%s) - since))
}

who_deploys() { printf '%s' "${SUDO_USER:-$(id -un)}" | tr -cd '[:alnum:]._@-'; }

# However it ended: a release that failed is put away, and who wants to know finds a receipt.
finish() {
  local status=$?
  # What else fails here must not hide why the release did.
  trap - ERR
  set +e
  [ "$outcome" = serves ] || undo
  leave_receipt "$status"
  rm -f "$without_backup_file"
  # Empty, it says that this run has ended by itself.
  : >"$lock_file"
  # Whatever tar or Nginx ended with: 2 would be a wrong command.
  exit "$((status > 0))"
}

# Nothing of a release that failed goes on, and Nginx asks it no more before it is stopped.
undo() {
  [ "$progress" != switched ] || return 0
  if [ "$progress" = switching ] && [ -n "$serving_slot" ]; then
    point_nginx_at "$serving_slot"
    say "    Nginx is back at slot $serving_slot"
  fi
  if [ -n "${serving_slot:-}" ]; then
    install_server_files "$home_directory/current/deployment"
    reload_nginx_if_due
  fi
  # It had no clients yet that it could finish with.
  [ "$progress" != started ] || systemctl kill --signal=KILL "waffle-backend@$free_slot.service"
  # What Nginx was about to ask it is asked by now.
  [ "$progress" != switching ] || sleep 0.2
  [ -z "$progress" ] || put_away "$free_slot"
  prune_releases
  [ -z "${serving_slot:-}" ] || say "$(current_release) serves on from slot $serving_slot"
}

# leave_receipt STATUS
leave_receipt() {
  local milliseconds=$(((${EPOCHREALTIME//[!0-9]/} - began_us) / 1000)) failed_step=''
  [ "$1" = 0 ] || failed_step=$current_step
  node "$deployment_directory/receipts.mjs" append "$receipts_file" "$(printf \
    '{"kind":"%s","release":"%s","outcome":"%s","failedStep":"%s","by":"%s","began":"%s","milliseconds":%d,"phases":{%s},"probes":%d,"migrations":[%s],"peakMemoryMiB":%s}' \
    "$kind" "$release_id" "$outcome" "$failed_step" "$(who_deploys)" "$began" "$milliseconds" "$phases" "$probes" "$migrations" "$(peak_memory)")" \
    "${release_directory:-/nowhere}/manifest.json" "$access_log" "$access_log_bytes" ||
    say '    no receipt could be written'
}

# Of the new release's process until now, in MiB; null when it has ended.
peak_memory() {
  local id kibibytes
  id=$(systemctl show --property MainPID --value "waffle-backend@$free_slot.service")
  kibibytes=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$id/status" 2>/dev/null)
  if [ -n "$kibibytes" ]; then echo $((kibibytes / 1024)); else echo null; fi
}

want_backup() {
  rm -f "$without_backup_file"
  [ "$1" != --without-backup ] || touch "$without_backup_file"
}

# Sets serving_slot (empty before the first release) and free_slot, which it leaves stopped. `current` decides: a run that
# was killed before it moved that link is undone here, one that was killed after it is completed.
settle() {
  local named slot
  wait_for_migrations
  named=$(named_slot)
  serving_slot=''
  for slot in "$named" a b; do
    if [ "$home_directory/slots/$slot" -ef "$home_directory/current" ] && is_up "$slot"; then
      serving_slot=$slot
      break
    fi
  done
  case $serving_slot in a) free_slot=b ;; *) free_slot=a ;; esac
  if [ -n "$serving_slot" ] && ! { [ "$named" = "$serving_slot" ] && starts_at_boot "$serving_slot" && ! starts_at_boot "$free_slot" && ! is_up "$free_slot"; }; then
    say "    a run before this one was cut short: slot $serving_slot, which 'current' names, serves on alone"
    point_nginx_at "$serving_slot"
    install_server_files "$home_directory/current/deployment"
    reload_nginx_if_due
    systemctl enable --quiet "waffle-backend@$serving_slot.service"
  fi
  put_away "$free_slot"
}

# Between a crash and its restart too.
is_up() { [[ $(systemctl is-active "waffle-backend@$1.service") == activ* ]]; }
starts_at_boot() { systemctl is-enabled --quiet "waffle-backend@$1.service" 2>/dev/null; }

# SIGTERM lets it finish what it has begun.
put_away() {
  ! starts_at_boot "$1" || systemctl disable --quiet "waffle-backend@$1.service"
  systemctl stop "waffle-backend@$1.service"
  # Nothing to look after: the verdict has said it.
  systemctl reset-failed "waffle-backend@$1.service" 2>/dev/null || true
}

# systemd goes on with those of a run that was killed, in a slot that would become another release's.
wait_for_migrations() {
  while [[ $(systemctl is-active 'waffle-migrate@a.service' 'waffle-migrate@b.service') == *activating* ]]; do sleep 0.2; done
}

# Sets release_id and release_directory to the newest release that served and is not this one.
choose_previous() {
  local current missing
  current=$(current_release)
  # Asked again after a kill, it does not go forward to what it went back from.
  if [ -n "$killed_rollback_from" ] && [ "$killed_rollback_from" != "$current" ]; then
    release_id=$current
    release_directory=$home_directory/releases/$release_id
    say "    the rollback from $killed_rollback_from to $current had been done when it was killed"
    return
  fi
  release_id=$(node "$deployment_directory/receipts.mjs" previous "$receipts_file" "$home_directory/releases" "$current") ||
    die "no other release that served is kept here, $current is the only one: deploy an archive instead"
  release_directory=$home_directory/releases/$release_id
  missing=$(comm -23 <(migrations_of "$home_directory/current") <(migrations_of "$release_directory") | paste -sd ' ')
  if [ -n "$missing" ] && [ "$1" != --despite-migrations ]; then
    say "    the database has migrations that $release_id does not know: $missing"
    say '    they stay: the release may fail on what they changed. To go back all the same: deploy.sh --rollback --despite-migrations'
    return 1
  fi
  say "    from $current back to $release_id"
}

migrations_of() { find "$1/migrations/" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort; }

# Sets release_id and release_directory. A release that is there already was verified when it came.
unpack_release() {
  local archive partial=$home_directory/releases/.partial
  rm -rf "$partial"
  mkdir -p "$partial"
  find_archive "$1" "$home_directory/releases/.archive"
  tar -xzf "$archive" -C "$partial" --no-same-owner
  # With `||` the failure is reported here, and not within what becomes the id.
  release_id=$(node "$deployment_directory/verify-release.mjs" "$partial") || return
  release_directory=$home_directory/releases/$release_id
  rm -f "$home_directory/releases/.archive"
  # Never under a running release: the same id has the same bytes.
  if [ -d "$release_directory" ]; then
    rm -rf "$partial"
  else
    mv "$partial" "$release_directory"
  fi
  say "    release $release_id"
}

# Sets migrations to the names of those applied, for the receipt.
migrate() {
  local unit=waffle-migrate@$free_slot.service output
  if start_unit "$unit"; then
    output=$(journal_since "$since" _SYSTEMD_UNIT="$unit")
    # shellcheck disable=SC2001 # each line
    sed 's/^/    | /' <<<"$output"
    migrations=$(sed -n 's/^\([0-9A-Za-z_]*\): applied in .*/"\1"/p' <<<"$output" | paste -sd ,)
    return
  fi
  say "    'migrate' on this server: sudo bash $deployment_directory/migrate.sh status"
  return 1
}

# start_unit UNIT: a failure shows what the unit itself said.
start_unit() {
  since=$(journalctl --lines 0 --show-cursor --no-pager | sed -n 's/^-- cursor: //p')
  systemctl reset-failed "$1" 2>/dev/null || true
  systemctl start "$1" && return
  show_journal "$1"
  return 1
}

show_journal() {
  say "    $1 said:"
  journal_since "$since" --unit "$1" | tail -n 30 | sed 's/^/    | /'
}

# journal_since CURSOR MATCH…
journal_since() {
  journalctl --sync || true
  journalctl --after-cursor "$1" "${@:2}" --no-pager --output cat
}

# One answer is not enough: some die of what they do right after it.
wait_until_ready() {
  local socket=/run/waffle-backend/$free_slot/app.sock began_to_wait=$SECONDS answer='' in_a_row=0 pause=0.2
  local deadline=$((SECONDS + ready_within_seconds > run_within_seconds ? SECONDS + ready_within_seconds : run_within_seconds))
  while ((SECONDS < deadline)) && runs_since_its_start; do
    answer=$(curl -sS --max-time 2 --unix-socket "$socket" --write-out ' %{http_code}' http://localhost/readyz 2>&1 | paste -sd ' ') || true
    say "    probe $((probes += 1)): $answer"
    if [[ $answer == *' 200' ]]; then
      ((++in_a_row < 3)) || return 0
    else
      in_a_row=0
    fi
    # Asking costs time of the one CPU too.
    ((probes < 20)) || pause=1
    sleep "$pause"
  done
  say "    not ready after $((SECONDS - began_to_wait)) s: $(what_became_of_it); last answer: ${answer:-none}"
  show_journal "waffle-backend@$free_slot.service"
  return 1
}

# systemd starts it again whenever it ends.
runs_since_its_start() {
  local state
  state=$(systemctl show --property ActiveState,NRestarts "waffle-backend@$free_slot.service")
  [[ $state == *ActiveState=active* && $state == *NRestarts=0* ]]
}

# By what systemd wrote, because it may have started it anew since.
what_became_of_it() {
  local unit=waffle-backend@$free_slot.service said end megabytes
  runs_since_its_start && printf 'it runs' && return
  said=$(journal_since "$since" --unit "$unit")
  end=$(sed -n 's/.*Main process exited, code=\([a-z]*\), status=/\1 /p' <<<"$said" | tail -n 1)
  # The second are the unit's own words, for control groups of version 1, where systemd is not told why.
  [[ $said != *"Failed with result 'oom-kill'"* && $said != *'killed by the kernel for memory'* ]] || end=oom-kill
  megabytes=$((10#0$(systemctl show --property MemoryMax --value "$unit" | tr -cd '[:digit:]') >> 20))
  case $end in
    oom-kill) printf 'the kernel killed it for memory, of which it may have %d MiB' "$megabytes" ;;
    'killed 9/'*) printf 'SIGKILL ended it: for memory, of which it may have %d MiB, unless somebody sent that' "$megabytes" ;;
    'killed '* | 'dumped '*) printf 'signal %s ended it' "${end#*/}" ;;
    'exited '*) end=${end#* } && printf 'it ended with exit status %d' "${end%%/*}" ;;
    *) printf 'it ended by itself' ;;
  esac
}

# Until it is over, the old release answers what the new one does not accept, and both would start after a reboot.
switch_nginx() {
  systemctl enable --quiet "waffle-backend@$free_slot.service"
  progress=switching
  install_nginx_files "$release_directory/deployment"
  point_nginx_at "$free_slot"
  reload_nginx_if_due
  ask_through_nginx
  outlive_first_requests
  point "$home_directory/current" "$release_directory"
  progress=switched
}

named_slot() { if [ -e "$slot_b_serves_file" ]; then echo b; else echo a; fi; }

# With its next request: connections stay as they are.
point_nginx_at() {
  case $1 in
    b) touch "$slot_b_serves_file" ;;
    *) rm -f "$slot_b_serves_file" ;;
  esac
}

# It has met clients now, and some die of that.
outlive_first_requests() {
  local look
  for ((look = 0; look < 10; look++)); do
    if ! runs_since_its_start; then
      say "    clients asked it, and $(what_became_of_it)"
      show_journal "waffle-backend@$free_slot.service"
      return 1
    fi
    sleep 0.1
  done
}

# The whole path answers with the new release. The certificate's trust is not the point here.
ask_through_nginx() {
  local host deadline=$((SECONDS + 10)) answer=''
  host=$(sed -n 's/^ALLOWED_HOSTS=\([^,]*\).*/\1/p' "$config_directory/app.env")
  while ((SECONDS < deadline)) && runs_since_its_start; do
    answer=$(curl -sS --insecure --max-time 3 --connect-to "::127.0.0.1:443" "https://$host/" 2>&1) || true
    [[ $answer == *"$release_id" ]] && return
    sleep 0.1
  done
  say "    Nginx does not answer with the new release: $(what_became_of_it); last answer: ${answer:0:200}"
  show_journal "waffle-backend@$free_slot.service"
  return 1
}

# It has what clients asked before the switch: SIGTERM lets it finish that.
stop_previous() {
  case $free_slot in a) put_away b ;; *) put_away a ;; esac
}

# What stays: what is in use, and what one can go back to. Releases that never served would push those out.
prune_releases() {
  local directory kept
  kept=$(
    readlink -f "$home_directory"/slots/* "$home_directory/current"
    # `head` would end before node has written all, which is an error to it.
    node "$deployment_directory/receipts.mjs" served "$receipts_file" | sed -n "1,$((releases_kept - 1))s|^|$home_directory/releases/|p"
  )
  find "$home_directory/releases" -mindepth 1 -maxdepth 1 | while read -r directory; do
    grep -qxF "$directory" <<<"$kept" || rm -rf "$directory"
  done
}

usage() {
  cat <<'USAGE'
usage: deploy.sh [SOURCE] [--without-backup] | --rollback [--despite-migrations]
  SOURCE  a release archive (a file, s3://bucket/key or https://…) or a folder with a checkout of the project;
          without one, the release that the stack names: what `cdk deploy` uploaded last
USAGE
}

case "${1:-} ${2:-}" in
  '-h '* | '--help '*) usage && exit ;;
  '--rollback ' | '--rollback --despite-migrations' | --without-backup' ' | [!-]*' ' | [!-]*' --without-backup' | ' ') ;;
  *) usage >&2 && exit 2 ;;
esac
[ "${1:-}" != --without-backup ] || set -- '' --without-backup
main "${1:-}" "${2:-}"
