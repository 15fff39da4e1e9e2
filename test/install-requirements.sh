#!/bin/bash
# Before the tests: installs the programs that they start, where that is possible, and says which and why.
# Where it is not, the tests that need one are skipped and say so.
set -euo pipefail

# program, Debian package, what for
readonly requirements='
redis-server    redis-server       the Redis that the tests of the API start
shellcheck      shellcheck         the check of the shell scripts
mmdebstrap      mmdebstrap         the root file system with the MySQL that the tests of the API start
setpriv         util-linux         servers that end with the tests, whatever ends those
chromium        chromium           the browser that opens the pages
openssl         openssl            certificates of the test servers
ip              iproute2           the network of the tests of Nginx and of the rehearsal
curl            curl               clients in the tests of Nginx
socat           socat              the way into the network of the rehearsal
systemd-nspawn  systemd-container  the instance of the rehearsal
'

main() {
  local missing=() program package reason
  while read -r program package reason; do
    [ -n "$program" ] || continue
    PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null && continue
    printf 'missing: %-18s %s\n' "$package" "$reason" >&2
    missing+=("$package")
  done <<<"$requirements"
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    printf 'Tests that need them are skipped. To run all: sudo apt-get install %s\n' "${missing[*]}" >&2
    return 0
  fi
  printf 'Installing these Debian packages: %s\n' "${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update >/dev/null
  apt-get -qy install --no-install-recommends "${missing[@]}" >/dev/null
}

main
