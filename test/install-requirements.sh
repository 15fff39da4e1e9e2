#!/bin/bash
# Before the tests: installs the programs that they start, where that is possible, and says which and why.
# Where it is not, the tests that need one are skipped and say so.
set -euo pipefail

# program or a second one that will do, Debian package, what for
readonly requirements='
redis-server    redis-server       the Redis that the tests of the API start
mysqld          mariadb-server-core the database that the test of waffle local starts, unless there is MySQL
nginx           nginx              the web server that it starts
ps              procps             the look for processes that it left behind
shellcheck      shellcheck         the check of the shell scripts
mmdebstrap      mmdebstrap         the root file system with the MySQL that the tests of the API start
script          bsdutils           the terminal on which waffle down asks
setpriv         util-linux         servers that end with the tests, whatever ends those
chromium        chromium           the browser that opens the pages
openssl         openssl            certificates of the test servers
ip              iproute2           the network of the tests of Nginx and of the rehearsal
curl            curl               clients in the tests of Nginx
chromium|google-chrome  chromium   the browser that tries the page at /docs/
socat           socat              the way into the network of the rehearsal
systemd-nspawn  systemd-container  the instance of the rehearsal
nginx           nginx              the Nginx of the bench
wrk             wrk                the load of the bench
mariadbd        mariadb-server-core the database of the bench
sshd            openssh-server     the instance that tunnels go through
ssh             openssh-client     those tunnels
mariadb-dump    mariadb-client     dumps of the deployed database
'

is_there() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null; }

main() {
  local missing=() program package reason
  while read -r program package reason; do
    [ -n "$program" ] || continue
    is_there "${program%|*}" || is_there "${program#*|}" && continue
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
