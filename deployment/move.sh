#!/bin/bash
# While the application moves to another project of the same domain, and back, as root. docs/moving.md has the order:
#   move.sh hold           what writes is answered with 503 and Retry-After, what reads goes on
#   move.sh dump NAME      writes all rows into the bucket of the pictures, as move/NAME.jsonl.gz; while held
#   move.sh load NAME      puts those of that dump in place of all rows, and compares; while held
#   move.sh forward HOST   hands every request to the load balancer HOST, whose certificate must be the domain's
#   move.sh serve          serves by itself again
#   move.sh status
# Killed at any point, each is safe to run again. It stays as it is over a reboot, until another word is typed.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"
# shellcheck source=deployment/lib/server-files.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/server-files.sh"

readonly held_file=$config_directory/writes-held forwards_file=$config_directory/forwards
readonly forward_settings=$config_directory/forward.conf loaded_file=$config_directory/loaded-from-move
# deploy.sh's own.
readonly lock_file=/run/waffle-backend-deploy.lock

main() {
  [ "$1" != status ] || { tell_state && return; }
  step 'see that no release is under way' take_lock
  case $1 in
    hold)
      touch "$held_file"
      step 'let what is under way come to its end' finish_requests
      ;;
    dump)
      step 'see that writes are held' require_hold dump
      step 'see that this server has all data' require_data
      step 'write all rows into the bucket' run_program dump "$2"
      ;;
    load)
      step 'see that writes are held' require_hold load
      step 'put the rows of the dump in place of all' run_program load "$2" --replace
      touch "$loaded_file"
      ;;
    forward)
      step "ask $2 for the domain" ask_host "$2"
      step 'tell Nginx where to' write_settings "$2"
      step 'let what is under way come to its end' finish_requests
      rm -f "$loaded_file"
      touch "$forwards_file"
      rm -f "$held_file"
      ;;
    serve)
      step 'see that this server has all data' require_data "$2"
      rm -f "$forwards_file" "$held_file" "$loaded_file"
      ;;
  esac
  tell_state
}

take_lock() {
  exec 9<>"$lock_file"
  flock --nonblock 9 || die 'a release is under way on this server: wait for it, then this again'
}

# Its workers end when they have nothing to do any more: whatever was asked before is answered then.
finish_requests() {
  touch "$reload_due_file"
  reload_nginx_if_due
  ! pgrep --parent "$(cat /run/nginx.pid)" --full 'shutting down' >/dev/null ||
    die 'requests from before are still under way, after 20 s: type this once more, or move.sh serve'
}

require_hold() { [ -e "$held_file" ] || die "nothing holds writes back, and they would be lost: move.sh hold, then move.sh $1"; }

# require_data [--without-newer]: who forwards has missed all that was written since, unless it was loaded back.
require_data() {
  [ ! -e "$forwards_file" ] || [ -e "$loaded_file" ] || [ "${1:-}" = --without-newer ] ||
    die "what was written since is there, and not here: move.sh hold, move.sh load NAME, then this. To lose it: move.sh serve --without-newer"
}

domain() { sed -n 's/^ALLOWED_HOSTS=\([^,]*\).*/\1/p' "$config_directory/app.env"; }

# ask_host HOST
ask_host() {
  local answer
  answer=$(curl -fsS --max-time 10 --connect-to "::$1:443" "https://$(domain)/") || die "$1 does not answer as https://$(domain)/"
  say "    $answer"
}

# write_settings HOST: tried before Nginx has it for good.
write_settings() {
  local before
  before=$(cat "$forward_settings" 2>/dev/null || true)
  forward_settings "$1" "$(domain)" | install_text 0644 root:root "$forward_settings"
  nginx -q -t && return
  if [ -n "$before" ]; then install_text 0644 root:root "$forward_settings" <<<"$before"; else rm -f "$forward_settings"; fi
  return 1
}

# forward_settings HOST DOMAIN
forward_settings() {
  local anchors
  for anchors in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do [ ! -e "$anchors" ] || break; done
  cat <<SETTINGS
# Written by move.sh forward $1.
# A load balancer has other addresses from time to time: asked for by name, again and again.
resolver $(sed -n 's/^nameserver  *\([0-9.]*\).*/\1/p' /etc/resolv.conf | head -n 1) valid=30s ipv6=off;
set \$new_home $1;
proxy_pass https://\$new_home:443;
# It has to prove that it is the domain, as to anybody.
proxy_ssl_server_name on;
proxy_ssl_name $2;
proxy_ssl_verify on;
proxy_ssl_verify_depth 4;
proxy_ssl_trusted_certificate $anchors;
SETTINGS
}

# run_program WORD…
run_program() {
  # shellcheck source=deployment/lib/application-settings.sh
  source "$deployment_directory/lib/application-settings.sh"
  if [ -z "${MEDIA_BUCKET:-}" ]; then
    say '    the pictures are on this disk, and there is no bucket for the dump either. On the laptop: waffle up -c mediaStorage=s3,'
    say '    then on this server media.sh s3 (docs/operations.md), then this again'
    return 1
  fi
  # /tmp is memory on Amazon Linux.
  TMPDIR=/var/tmp REDIS_URL=unix:/run/waffle-redis/redis.sock node "$deployment_directory/../app/server.cjs" data "$@" | sed 's/^/    /'
}

tell_state() {
  local to=''
  # shellcheck disable=SC2016 # Nginx's own variable
  [ ! -e "$forwards_file" ] || to=$(sed -n 's/^set $new_home \(.*\);/\1/p' "$forward_settings")
  case "${to:+forwards} $([ ! -e "$held_file" ] || echo held)" in
    'forwards held') say "this server hands what reads to $to, and holds what writes" ;;
    'forwards ') say "this server hands every request to $to" ;;
    ' held') say 'this server serves what reads, and holds what writes' ;;
    *) say 'this server serves' ;;
  esac
}

usage='usage: move.sh hold | dump NAME | load NAME | forward HOST | serve [--without-newer] | status'
case "$# ${1:-} ${2:-}" in
  '1 hold ' | '1 serve ' | '1 status ' | '2 serve --without-newer') ;;
  '2 dump '[!-]* | '2 load '[!-]* | '2 forward '[!-]*) [[ $2 =~ ^[A-Za-z0-9._-]+$ ]] || { echo "$usage" >&2 && exit 2; } ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac
main "$1" "${2:-}"
