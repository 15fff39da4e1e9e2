#!/bin/bash
# Obtains the certificate of the domain as soon as its DNS record leads here; run by bootstrap.sh and then by a timer.
# Until it succeeds Nginx serves with the self-signed one: before the first deploy nobody knows the address to enter.
# It asks the authority only when the record is right, because that counts failures (five an hour and name at Let's
# Encrypt, https://letsencrypt.org/docs/rate-limits, 2026-08). Renewals are certbot's own timer's.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"

readonly settings_file=$config_directory/certificate.env

main() {
  if ! [ -f "$settings_file" ]; then
    say '    no domain is set: Nginx keeps its self-signed certificate'
    return
  fi
  # shellcheck source=/dev/null # DOMAIN, CERTIFICATE_EMAIL and ACME_SERVER, written by bootstrap.sh
  source "$settings_file"
  local live=/etc/letsencrypt/live/$DOMAIN
  [ "$(readlink "$config_directory/tls/fullchain.pem")" != "$live/fullchain.pem" ] || return 0
  points_here || return 0
  request
  RENEWED_LINEAGE=$live /etc/letsencrypt/renewal-hooks/deploy/waffle-backend
}

points_here() {
  local wanted found
  wanted=$(public_address)
  found=$(getent ahostsv4 "$DOMAIN" | awk '{ print $1 }' | sort -u | paste -sd ' ')
  [[ " $found " == *" $wanted "* ]] && return
  say "    no certificate yet: $DOMAIN leads to '${found:-nowhere}', its A record has to be $wanted; looked at again every 15 minutes"
  return 1
}

public_address() {
  local metadata=http://169.254.169.254/latest token
  token=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token")
  curl -fsS -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/public-ipv4"
}

request() {
  local contact=(--register-unsafely-without-email)
  [ -z "$CERTIFICATE_EMAIL" ] || contact=(--email "$CERTIFICATE_EMAIL")
  # A certificate that is still good is kept: the authority allows five of the same kind a week.
  certbot certonly --non-interactive --agree-tos "${contact[@]}" --webroot --webroot-path /var/lib/waffle-backend/acme \
    --domain "$DOMAIN" --cert-name "$DOMAIN" --keep-until-expiring --key-type ecdsa --server "$ACME_SERVER"
}

main
