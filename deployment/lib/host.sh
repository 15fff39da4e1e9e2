# shellcheck shell=bash disable=SC2154 # deployment_directory is of steps.sh
# What the instance looks after by itself once nobody is there: memory, logs, security updates, time, SSH. The files are
# those of deployment/host/, each of which says why.

# A drop-in holds for a unit that is not there yet, too: Debian's package of Nginx starts it as soon as it is installed.
share_out_memory() {
  local unit
  install -m 0644 "$deployment_directory/systemd/waffle.slice" /etc/systemd/system/
  place nginx.service.conf /etc/systemd/system/nginx.service.d/10-waffle-backend.conf
  for unit in ssh sshd amazon-ssm-agent snap.amazon-ssm-agent.amazon-ssm-agent; do
    place access.service.conf "/etc/systemd/system/$unit.service.d/10-waffle-backend.conf"
  done
  systemctl daemon-reload
}

# `enable` has systemd read its files anew, here and below.
cap_logs() {
  place journald.conf /etc/systemd/journald.conf.d/10-waffle-backend.conf
  systemctl restart systemd-journald.service
  place logrotate-nginx.conf /etc/logrotate.d/nginx
  place logrotate-boot-log.conf /etc/logrotate.d/waffle-backend
  place hourly.conf /etc/systemd/system/logrotate.timer.d/10-waffle-backend.conf
  systemctl enable --quiet --now logrotate.timer
}

# apt's settings are there since the packages were installed.
schedule_security_updates() {
  if [ "$(operating_system)" != amzn ]; then
    systemctl enable --quiet --now apt-daily.timer apt-daily-upgrade.timer
    return
  fi
  install -m 0644 "$deployment_directory"/systemd/waffle-security-updates.{service,timer} /etc/systemd/system/
  systemctl enable --quiet --now waffle-security-updates.timer
}

# chrony where the image has it, as Amazon Linux's does, whose own settings name Amazon's clock; systemd's otherwise.
keep_time() {
  local unit=systemd-timesyncd.service
  if command -v chronyd >/dev/null; then
    unit=$(first_unit chronyd.service chrony.service)
    [ ! -d /etc/chrony/sources.d ] || place chrony.sources /etc/chrony/sources.d/waffle-backend.sources
  else
    place timesyncd.conf /etc/systemd/timesyncd.conf.d/10-waffle-backend.conf
  fi
  systemctl enable --quiet "$unit"
  systemctl restart "$unit"
}

# A file that sshd does not understand would lock everybody out: it is tried before it is where sshd finds it.
harden_ssh() {
  local file=/etc/ssh/sshd_config.d/10-waffle-backend.conf
  if ! command -v sshd >/dev/null; then
    say '    there is no SSH here'
    return
  fi
  # Where a socket starts it, nobody has made this yet, and sshd tries nothing without.
  mkdir -p /run/sshd
  sshd -t -f "$deployment_directory/host/sshd.conf"
  place sshd.conf "$file"
  if ! sshd -t; then
    rm "$file"
    return 1
  fi
  systemctl try-reload-or-restart "$(first_unit ssh.service sshd.service)"
  [[ $(sshd -T) == *$'\npasswordauthentication no\n'* ]] || say "    sshd does not read $file: look whether passwords are accepted"
}

# first_unit UNIT…: the first of them that this system has.
first_unit() {
  local unit
  for unit in "$@"; do
    systemctl cat "$unit" >/dev/null 2>&1 || continue
    printf '%s' "$unit"
    return
  done
  die "none of these units is here: $*"
}
