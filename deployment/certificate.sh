#!/bin/bash
# Has Nginx serve the certificate of the domain, run by bootstrap.sh and then by a timer: the one of the instance before
# this one if that is kept, otherwise a new one as soon as the domain's DNS record leads here. Until then Nginx serves with
# the self-signed one: before the first deploy nobody knows the address to enter.
# It asks the authority only when the record is right, because that counts failures (five an hour and name at Let's
# Encrypt, https://letsencrypt.org/docs/rate-limits, 2026-08). Renewals are certbot's own timer's.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"
# shellcheck source=deployment/lib/kept-certificate.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/kept-certificate.sh"

readonly settings_file=$config_directory/certificate.env

main() {
  if ! [ -f "$settings_file" ]; then
    say '    no domain is set: Nginx keeps its self-signed certificate'
    return
  fi
  # shellcheck source=/dev/null # DOMAIN, CERTIFICATE_EMAIL, ACME_SERVER and KEPT_BELOW, written by bootstrap.sh
  source "$settings_file"
  AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-$(metadata placement/region)}
  export AWS_DEFAULT_REGION
  live=$letsencrypt/live/$DOMAIN
  if ! is_linked || ! retry 3 is_served; then
    obtain
    return
  fi
  keep_certificate "$KEPT_BELOW" "$DOMAIN" ||
    say '    the certificate could not be kept for the next instance; tried again every 15 minutes'
}

is_linked() { [ "$(readlink "$config_directory/tls/fullchain.pem")" = "$live/fullchain.pem" ]; }

# Nginx may not have read the newest yet: the hook reloads it only while its settings are good.
is_served() {
  timeout 5 openssl s_client -connect 127.0.0.1:443 -servername "$DOMAIN" </dev/null 2>/dev/null | openssl x509 2>/dev/null |
    cmp --silent - <(openssl x509 -in "$live/fullchain.pem")
}

# One that is restored is used wherever the record leads, and renewed by certbot's timer as ever; one that has ended is
# renewed at once. The hook has this script run again, which then keeps it.
obtain() {
  [ -e "$live/fullchain.pem" ] || restore_certificate "$KEPT_BELOW" "$DOMAIN" "$ACME_SERVER" || true
  if ! openssl x509 -noout -checkend 0 -in "$live/fullchain.pem" >/dev/null 2>&1; then
    points_here || return 0
    request
  fi
  RENEWED_LINEAGE=$live "$letsencrypt"/renewal-hooks/deploy/waffle-backend
}

points_here() {
  local wanted found
  wanted=$(metadata public-ipv4)
  found=$(getent ahostsv4 "$DOMAIN" | awk '{ print $1 }' | sort -u | paste -sd ' ')
  [[ " $found " == *" $wanted "* ]] && return
  say "    no certificate yet: $DOMAIN leads to '${found:-nowhere}', its A record has to be $wanted; looked at again every 15 minutes"
  return 1
}

request() {
  local contact=(--register-unsafely-without-email)
  [ -z "$CERTIFICATE_EMAIL" ] || contact=(--email "$CERTIFICATE_EMAIL")
  # A certificate that is still good is kept: the authority allows five of the same kind a week.
  certbot certonly --non-interactive --agree-tos "${contact[@]}" --webroot --webroot-path /var/lib/waffle-backend/acme \
    --domain "$DOMAIN" --cert-name "$DOMAIN" --keep-until-expiring --key-type ecdsa --server "$ACME_SERVER"
}

main
