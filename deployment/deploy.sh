#!/bin/bash
# Puts a release into service: deploy.sh ARCHIVE (a file, or s3://… or https://…), as root.
# The new release starts beside the old one, in the slot that is free; Nginx is switched to it only after it answered
# its readiness check. Any failure before the switch leaves the old release serving and untouched. Safe to run again.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"

readonly ready_within_seconds=45 releases_kept=5
readonly upstream_file=$config_directory/upstream.conf

main() {
  hold_lock
  step 'unpack and verify the release' unpack_release "$1"
  choose_slot
  step "migrate the database" start_unit "waffle-migrate@$free_slot.service"
  step "start the release in slot $free_slot" start_unit "waffle-backend@$free_slot.service"
  step 'wait until it is ready' wait_until_ready
  step "switch Nginx to slot $free_slot" switch_nginx
  step 'stop the previous release' stop_previous
  step 'remove old releases' prune_releases
  say "release $release_id serves from slot $free_slot"
}

# The kernel drops the lock with the process, however that ends.
hold_lock() {
  exec 9>/run/waffle-backend-deploy.lock
  flock --nonblock 9 || die 'another deploy is running on this instance: wait for it, or end it'
}

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
  ln -sfn "$release_directory" "$home_directory/current"
  systemctl enable --quiet "waffle-backend@$free_slot.service"
  systemctl reload nginx.service
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

[ $# -eq 1 ] || {
  echo 'usage: deploy.sh ARCHIVE   (a file, s3://bucket/key or https://…)' >&2
  exit 2
}
main "$1"
