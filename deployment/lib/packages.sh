# shellcheck shell=bash
# The packages of each operating system, and the few places where they differ.

# Redis is started by our own unit, with our own settings; the packages must not start theirs.
readonly foreign_redis_units=(redis-server.service valkey-server.service valkey.service redis6.service)

install_packages() {
  systemctl mask --quiet "${foreign_redis_units[@]}"
  if command -v dnf >/dev/null; then
    dnf -y -q install nginx valkey certbot nodejs24 openssl
  elif command -v apt-get >/dev/null; then
    # A new machine updates itself in the background: wait for it instead of failing on its lock.
    local apt=(apt-get -qy -o DPkg::Lock::Timeout=300 -o APT::Install-Recommends=false)
    export DEBIAN_FRONTEND=noninteractive
    # A killed dpkg leaves packages unpacked but not configured; finishing them is safe to repeat. It does not wait for
    # the lock that an apt-get which outlived its caller still holds.
    retry 10 dpkg --configure -a
    retry 3 "${apt[@]}" update
    retry 2 "${apt[@]}" install nginx redis-server certbot nodejs openssl
  else
    die "no dnf and no apt-get: supported are Amazon Linux 2023 and Debian 13"
  fi
  require_node
}

require_node() {
  local version
  version=$(node --version)
  local minimum=20.19.0
  [ "$(printf '%s\n' "$minimum" "${version#v}" | sort -V | head -n 1)" = "$minimum" ] ||
    die "Node $minimum or newer is needed, this system packages $version: choose another operating system"
}

# Redis where it is packaged, Valkey (the same protocol and settings) where that took its place.
redis_program() { command -v redis-server || command -v valkey-server; }

# trust FILE NAME: adds a certificate authority to those of the system.
trust() {
  if [ -d /etc/pki/ca-trust/source/anchors ]; then
    install -m 0644 "$1" "/etc/pki/ca-trust/source/anchors/$2.pem"
    update-ca-trust
  else
    install -m 0644 "$1" "/usr/local/share/ca-certificates/$2.crt"
    update-ca-certificates >/dev/null
  fi
}

enable_certificate_renewal() {
  local timer
  for timer in certbot.timer certbot-renew.timer; do
    systemctl cat "$timer" >/dev/null 2>&1 || continue
    systemctl enable --quiet --now "$timer"
    return
  done
  die 'certbot has no renewal timer here: its package changed'
}
