#!/bin/bash
# Turns a fresh instance into the server: bootstrap.sh PARAMETER_PREFIX RELEASE_ARCHIVE, as root.
# Every step may be killed at any point and run again; what is in place already is left as it is.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"
# shellcheck source=deployment/lib/packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/packages.sh"
# shellcheck source=deployment/lib/server-files.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/server-files.sh"
# shellcheck source=deployment/lib/media.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/media.sh"
# shellcheck source=deployment/lib/host.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/host.sh"

readonly parameter_prefix=$1 release_archive=$2
declare -A parameters=()

main() {
  step 'read the settings' read_parameters
  step 'share out the memory' share_out_memory
  step 'install packages' install_packages
  step 'install Node' install_node
  step 'make swap space' make_swap
  step 'make users and directories' make_users_and_directories
  step 'cap the logs' cap_logs
  step 'schedule security updates' schedule_security_updates
  step 'keep the time' keep_time
  step 'close SSH to passwords' harden_ssh
  step 'write the settings' write_settings
  step 'start Redis' start_redis
  step 'start Nginx' start_nginx
  step 'install the units of the application' install_units "$deployment_directory"
  step 'put deploy.sh into the home folder' place_in_home
  step 'release the application' bash "$deployment_directory/deploy.sh" "$release_archive"
  step 'obtain a certificate' obtain_certificate
  step 'ask the API over HTTPS' ask_api
}

# Values may hold any character but a tab or a line feed, which separate them. What certbot left for its next instance
# is certificate.sh's alone.
read_parameters() {
  local listing name value
  listing=$(retry 5 parameters_below "$parameter_prefix" "$parameter_prefix/certificate/")
  while IFS=$'\t' read -r name value; do
    [ -n "$name" ] && parameters["${name#"$parameter_prefix/"}"]=$value
  done <<<"$listing"
  local required
  for required in database/host database/port database/name database/user database/password database/ca-url http/allowed-hosts auth/jwt-secret; do
    [ -n "${parameters[$required]:-}" ] || die "the parameter $parameter_prefix/$required is missing"
  done
}

# 1 GiB of memory is enough for the work, not for every peak; without swap the kernel would kill something instead.
make_swap() {
  local file=/swapfile megabytes=1024
  grep -q "^$file " /proc/swaps && return
  if ! [ -f "$file" ]; then
    # Past the page cache, which on this machine has better uses. Not every file system can.
    dd if=/dev/zero of="$file.partial" bs=1M count="$megabytes" oflag=direct status=none ||
      dd if=/dev/zero of="$file.partial" bs=1M count="$megabytes" status=none
    chmod 0600 "$file.partial"
    mkswap "$file.partial" >/dev/null
    mv "$file.partial" "$file"
  fi
  grep -q "^$file " /etc/fstab || printf '%s none swap sw 0 0\n' "$file" >>/etc/fstab
  swapon "$file" || say '    the kernel refuses swap here (a container?): going on without'
}

make_users_and_directories() {
  local user
  for user in "$app_user" "$redis_user" "$web_user"; do
    ensure_user "$user"
  done
  # Who may use whose socket.
  usermod --append --groups "$redis_user" "$app_user"
  usermod --append --groups "$app_user" "$web_user"
  install -d -m 0755 "$home_directory" "$home_directory"/{releases,slots,shared} "$config_directory"
  install -d -m 0755 /var/lib/waffle-backend /var/lib/waffle-backend/acme
  install -d -m 0700 "$config_directory"/{credentials,tls}
}

write_settings() {
  application_settings | install_text 0644 root:root "$config_directory/app.env"
  printf 'PARAMETER_PREFIX=%q\n' "$parameter_prefix" | install_text 0644 root:root "$config_directory/deploy.env"
  if [ -n "${parameters[https/domain]:-}" ]; then
    printf '%s=%q\n' DOMAIN "${parameters[https/domain]}" CERTIFICATE_EMAIL "${parameters[https/certificate-email]:-}" \
      ACME_SERVER "${parameters[https/acme-server]:-https://acme-v02.api.letsencrypt.org/directory}" \
      KEPT_BELOW "$parameter_prefix/certificate" |
      install_text 0644 root:root "$config_directory/certificate.env"
  else
    rm -f "$config_directory/certificate.env"
  fi
  printf '%s' "${parameters[database/password]}" | install_text 0600 root:root "$config_directory/credentials/database-password"
  printf '%s' "${parameters[auth/jwt-secret]}" | install_text 0600 root:root "$config_directory/credentials/jwt-secret"
  fetch "${parameters[database/ca-url]}" "$config_directory/database-ca.pem"
  chmod 0644 "$config_directory/database-ca.pem"
}

application_settings() {
  cat <<SETTINGS
ALLOWED_HOSTS=${parameters[http/allowed-hosts]}
DATABASE_HOST=${parameters[database/host]}
DATABASE_PORT=${parameters[database/port]}
DATABASE_NAME=${parameters[database/name]}
DATABASE_USER=${parameters[database/user]}
SETTINGS
  media_settings "${parameters[media/bucket]:-}"
}

start_redis() {
  ln -sfn "$(redis_program)" /usr/local/bin/waffle-redis-server
  install -m 0644 "$deployment_directory/redis/redis.conf" "$config_directory/redis.conf"
  install -m 0644 "$deployment_directory/systemd/waffle-redis.service" /etc/systemd/system/
  systemctl daemon-reload
  systemctl enable --quiet waffle-redis.service
  systemctl restart waffle-redis.service
}

start_nginx() {
  make_self_signed_certificate
  install_nginx_files "$deployment_directory"
  # Before the first release it answers 502.
  nginx -q -t
  systemctl enable --quiet nginx.service
  systemctl reload-or-restart nginx.service
  rm -f "$reload_due_file"
}

# Serves until certbot has the real one, and where there is no domain to certify.
make_self_signed_certificate() {
  local tls=$config_directory/tls
  [ -e "$tls/fullchain.pem" ] && [ -e "$tls/privkey.pem" ] && return
  local name=${parameters[https/domain]:-${parameters[http/allowed-hosts]%%,*}}
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$name" \
    -keyout "$tls/self-signed-key.pem" -out "$tls/self-signed.pem" 2>/dev/null
  ln -sfn self-signed-key.pem "$tls/privkey.pem"
  ln -sfn self-signed.pem "$tls/fullchain.pem"
}

# Of the user that the image has for logging in, if there is one.
place_in_home() {
  local user home
  IFS=: read -r user _ _ _ _ home _ < <(getent passwd 1000) || return 0
  [ -d "$home" ] || return 0
  install_text 0755 "$user:" "$home/deploy.sh" <"$deployment_directory/home.sh"
}

# A missing certificate is no reason to have no server: it can only come once the domain's record leads here.
obtain_certificate() {
  if [ -n "${parameters[https/acme-ca-url]:-}" ]; then
    fetch "${parameters[https/acme-ca-url]}" "$config_directory/acme-ca.pem"
    trust "$config_directory/acme-ca.pem" waffle-backend-acme
  fi
  # The hook is there before the first certificate, which it then installs like every later one.
  install -D -m 0755 "$deployment_directory/certbot/deploy-hook.sh" /etc/letsencrypt/renewal-hooks/deploy/waffle-backend
  enable_certificate_renewal
  bash "$deployment_directory/certificate.sh" || say '    no certificate yet; tried again every 15 minutes'
  systemctl enable --quiet --now waffle-certificate.timer
}

# From this machine the certificate's trust is not the point; that the whole path answers is.
ask_api() {
  local host=${parameters[https/domain]:-${parameters[http/allowed-hosts]%%,*}}
  local answer
  answer=$(curl -fsS --insecure --max-time 10 --retry 5 --retry-all-errors --connect-to "::127.0.0.1:443" "https://$host/")
  say "    https://$host/ answers: $answer"
}

# A test reads the functions without running them.
[ "${BASH_SOURCE[0]}" != "$0" ] || main
