# shellcheck shell=bash disable=SC2034 # the names are read by those who source this
# What bootstrap.sh and deploy.sh share: named steps with elapsed times, retries, the layout of the instance.
# The names are those of contract/instance.ts; a test compares them.

readonly home_directory=/opt/waffle-backend
readonly config_directory=/etc/waffle-backend
readonly app_user=waffle
readonly redis_user=waffle-redis
readonly web_user=waffle-web
deployment_directory=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly deployment_directory

# shellcheck source=deployment/lib/aws.sh
source "$deployment_directory/lib/aws.sh"

current_step=''
# What has been done, with the milliseconds it took: pairs of a JSON object.
phases=''

say() { printf '%s %s\n' "$(date -u +%H:%M:%SZ)" "$*"; }

# step NAME FUNCTION [ARGUMENT…]: runs the function; a failure anywhere in it ends the script under this step's name.
step() {
  local name=$1 started=$SECONDS started_us=${EPOCHREALTIME//[!0-9]/}
  shift
  current_step=$name
  say "==> $name"
  "$@"
  phases+="${phases:+,}\"$name\":$(((${EPOCHREALTIME//[!0-9]/} - started_us) / 1000))"
  say "    $name: done in $((SECONDS - started)) s"
}

report_failure() {
  local status=$1 line=$2
  say "FAILED in step '${current_step:-start}' (exit status $status, ${BASH_SOURCE[1]##*/} line $line)"
}
trap 'report_failure $? $LINENO' ERR

die() {
  say "$*"
  return 1
}

# retry TIMES COMMAND…: for what a network does; waits 1, 2, 3 … seconds between tries.
retry() {
  local times=$1 try
  shift
  for ((try = 1; try < times; try++)); do
    "$@" && return
    sleep "$try"
  done
  "$@"
}

# fetch URL FILE: https://… or s3://…, complete or not at all.
fetch() {
  local url=$1 file=$2
  case $url in
    s3://*) retry 5 copy_object "$url" "$file.partial" ;;
    https://*) curl -fsSL --retry 5 --retry-connrefused -o "$file.partial" "$url" ;;
    *) die "cannot fetch '$url': expected https://… or s3://…" ;;
  esac
  mv -f "$file.partial" "$file"
}

# install_text MODE OWNER:GROUP FILE < text: replaces the file in one move, never half of it.
install_text() {
  local mode=$1 owner=$2 file=$3
  # In one chain, because a caller's `||` or `if` switches off that a failure ends the function: never half of it.
  (umask 077 && cat >"$file.partial") && chown "$owner" "$file.partial" && chmod "$mode" "$file.partial" &&
    mv -f "$file.partial" "$file"
}

# place FILE TARGET: a file of deployment/host/, in one move.
place() {
  mkdir -p "${2%/*}"
  install_text 0644 root:root "$2" <"$deployment_directory/host/$1"
}

# ensure_user NAME: with a group of its name. The group comes first, because a useradd that makes both and is killed in
# between leaves a user whose group nothing makes any more.
ensure_user() {
  getent group "$1" >/dev/null || groupadd --system "$1"
  getent passwd "$1" >/dev/null || useradd --system --gid "$1" --no-create-home --shell /usr/sbin/nologin "$1"
}

# is_at_least MINIMUM VERSION
is_at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# point LINK TARGET: in one move, for those that follow it meanwhile.
point() {
  ln -sfn "$2" "$1.partial"
  mv -fT "$1.partial" "$1"
}
