#!/bin/bash
# Puts a release into service, as root:
#   deploy.sh ARCHIVE                            a file, or s3://… or https://…
#   deploy.sh --rollback [--despite-migrations]  the release that served before this one, from what is kept here
# The new release starts beside the old one, in the slot that is free; Nginx is switched to it only after it answered
# its readiness check. Any failure before the switch leaves the old release serving and untouched; one after it switches back.
# Killed at any point, it is safe to run again. Each run leaves a receipt, a line of shared/receipts.jsonl.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"

readonly ready_within_seconds=45 releases_kept=5
readonly upstream_file=$config_directory/upstream.conf lock_file=/run/waffle-backend-deploy.lock
readonly receipts_file=$home_directory/shared/receipts.jsonl
began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
began_us=${EPOCHREALTIME//[!0-9]/}
readonly began began_us
kind=release release_id='' outcome=failed

main() {
  hold_lock
  trap leave_receipt EXIT
  if [ "$1" = --rollback ]; then
    kind=rollback
    step 'find the release that served before' choose_previous "${2:-}"
  else
    step 'unpack and verify the release' unpack_release "$1"
  fi
  choose_slot
  [ "$kind" = rollback ] || step 'migrate the database' start_unit "waffle-migrate@$free_slot.service"
  step "start the release in slot $free_slot" start_unit "waffle-backend@$free_slot.service"
  step 'wait until it is ready' wait_until_ready
  step "switch Nginx to slot $free_slot" switch_nginx
  step 'stop the previous release' stop_previous
  step 'remove old releases' prune_releases
  outcome=serves
  say "release $release_id serves from slot $free_slot"
}

# The kernel drops the lock with the process, however that ends; what the file says is only who that was.
hold_lock() {
  local owner=''
  exec 9<>"$lock_file"
  read -r owner <&9 || true
  flock --nonblock 9 || die "another deploy is running on this instance, $owner: wait for it, or end it"
  [ -z "$owner" ] || say "the deploy before this one did not end by itself ($owner): going on from what it left"
  printf 'pid %s by %s since %s\n' $$ "$(who_deploys)" "$began" >"$lock_file"
}

who_deploys() { printf '%s' "${SUDO_USER:-$(id -un)}" | tr -cd '[:alnum:]._@-'; }

# Whatever happened, who wants to know finds it later. An empty lock file says that this run has ended by itself.
leave_receipt() {
  local status=$? milliseconds=$(((${EPOCHREALTIME//[!0-9]/} - began_us) / 1000))
  node "$deployment_directory/receipts.mjs" append "$receipts_file" "$(printf \
    '{"kind":"%s","release":"%s","outcome":"%s","failedStep":"%s","by":"%s","began":"%s","milliseconds":%d,"phases":{%s}}' \
    "$kind" "$release_id" "$outcome" "$([ "$outcome" = serves ] || printf '%s' "$current_step")" "$(who_deploys)" "$began" "$milliseconds" "$phases")" ||
    say '    no receipt could be written'
  : >"$lock_file"
  return "$status"
}

# Sets release_id and release_directory to the newest release that served and is not this one.
choose_previous() {
  local current missing
  current=$(basename "$(readlink -f "$home_directory/current")")
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
  local archive=$1 partial=$home_directory/releases/.partial
  rm -rf "$partial"
  mkdir -p "$partial"
  if ! [ -f "$archive" ]; then
    fetch "$archive" "$home_directory/releases/.archive"
    archive=$home_directory/releases/.archive
  fi
  if ! { tar -xzf "$archive" -C "$partial" --no-same-owner &&
    release_id=$(node "$deployment_directory/verify-release.mjs" "$partial"); }; then
    # What is half there would fill the disk until the next try.
    rm -rf "$partial" "$home_directory/releases/.archive"
    return 1
  fi
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

# Sets serving_slot (empty before the first release) and free_slot, whose link it points at the release.
choose_slot() {
  serving_slot=$(sed -n 's|.*/run/waffle-backend/\([ab]\)/app.sock.*|\1|p' "$upstream_file")
  systemctl is-active --quiet "waffle-backend@${serving_slot}.service" || serving_slot=''
  case $serving_slot in a) free_slot=b ;; *) free_slot=a ;; esac
  systemctl stop "waffle-backend@$free_slot.service"
  ln -sfn "$release_directory" "$home_directory/slots/$free_slot"
}

# start_unit UNIT: a failure shows what the unit itself said.
start_unit() {
  local unit=$1 since
  since=$(date '+%Y-%m-%d %H:%M:%S')
  systemctl reset-failed "$unit" 2>/dev/null || true
  systemctl start "$unit" && return
  say "    $unit said:"
  journalctl --unit "$unit" --since "$since" --no-pager --output cat --lines 30 | sed 's/^/    | /'
  return 1
}

wait_until_ready() {
  local socket=/run/waffle-backend/$free_slot/app.sock deadline=$((SECONDS + ready_within_seconds)) answer=''
  while ((SECONDS < deadline)); do
    if answer=$(curl -sS --max-time 2 --unix-socket "$socket" --write-out ' %{http_code}' http://localhost/readyz 2>&1) &&
      [[ $answer == *' 200' ]]; then
      return
    fi
    systemctl is-active --quiet "waffle-backend@$free_slot.service" || break
    sleep 0.2
  done
  say "    not ready within $ready_within_seconds s; last answer: ${answer:-none}"
  journalctl --unit "waffle-backend@$free_slot.service" --no-pager --output cat --lines 30 | sed 's/^/    | /'
  systemctl stop "waffle-backend@$free_slot.service"
  return 1
}

# The slot that serves is also the one that starts after a reboot.
switch_nginx() {
  local previous
  previous=$(cat "$upstream_file")
  install_text 0644 root:root "$upstream_file" <<<"server unix:/run/waffle-backend/$free_slot/app.sock max_fails=0;"
  if ! nginx -q -t; then
    install_text 0644 root:root "$upstream_file" <<<"$previous"
    systemctl stop "waffle-backend@$free_slot.service"
    return 1
  fi
  local workers
  workers=$(pgrep --parent "$(cat /run/nginx.pid)" || true)
  systemctl reload nginx.service
  if ! ask_through_nginx; then
    install_text 0644 root:root "$upstream_file" <<<"$previous"
    systemctl reload nginx.service
    systemctl stop "waffle-backend@$free_slot.service"
    say "    back to slot ${serving_slot:-none}"
    return 1
  fi
  ln -sfn "$release_directory" "$home_directory/current"
  systemctl enable --quiet "waffle-backend@$free_slot.service"
  wait_for_end "$workers"
}

# The whole path answers with the new release. The certificate's trust is not the point here.
ask_through_nginx() {
  local host deadline=$((SECONDS + 10)) answer=''
  host=$(sed -n 's/^ALLOWED_HOSTS=\([^,]*\).*/\1/p' "$config_directory/app.env")
  while ((SECONDS < deadline)); do
    answer=$(curl -sS --insecure --max-time 3 --connect-to "::127.0.0.1:443" "https://$host/" 2>&1) || true
    [[ $answer == *"$release_id"* ]] && return
    sleep 0.1
  done
  say "    Nginx does not answer with the new release; its last answer: ${answer:0:200}"
  return 1
}

# wait_for_end PIDS: Nginx's workers from before finish the requests that they have, at the release they know.
wait_for_end() {
  local pid deadline=$((SECONDS + 20))
  for pid in $1; do
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.05; done
  done
}

# SIGTERM lets it finish what it has begun.
stop_previous() {
  [ -n "$serving_slot" ] || return 0
  systemctl disable --quiet "waffle-backend@$serving_slot.service"
  systemctl stop "waffle-backend@$serving_slot.service"
}

# By the time of their commit, which their names begin with; never one that a slot or `current` points at.
prune_releases() {
  local directory in_use
  in_use=$(readlink -f "$home_directory"/slots/* "$home_directory/current")
  find "$home_directory/releases" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*' | sort -r | tail -n "+$((releases_kept + 1))" |
    while read -r directory; do
      grep -qxF "$directory" <<<"$in_use" || rm -rf "$directory"
    done
}

case ${1:-} in
  '' | -h | --help | --[!r]*)
    echo 'usage: deploy.sh ARCHIVE | --rollback [--despite-migrations]   (ARCHIVE: a file, s3://bucket/key or https://…)' >&2
    exit 2
    ;;
esac
main "$@"
