#!/bin/bash
# Before the first `docker compose -f compose.production.yaml up`: makes what only this host may know.
#   prepare.sh HOST_NAME
# Passwords, the secret of the tokens, and the certificate by which the API knows the database come to secrets/, which is for this
# user alone; HOST_NAME to .env. What is there already stays: typed again, it changes nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

main() {
  if [ $# -ne 1 ] || ! [[ $1 =~ ^[a-z0-9.-]+$ ]]; then
    echo 'usage: bash deployment/containers/prepare.sh HOST_NAME, such as api.example.com' >&2
    exit 2
  fi
  # The folder keeps others out; the files have to be readable for the users of the containers.
  install -d -m 0700 secrets
  local name
  for name in database-password database-root-password jwt-secret; do
    keep "$name" openssl rand -hex 32
  done
  [ -e secrets/database-cert.pem ] || certify mysql
  [ -e .env ] || printf 'ALLOWED_HOSTS=%s\n' "$1" >.env
  echo 'Ready. Next: docker compose -f compose.production.yaml up --detach --build --wait'
}

# keep NAME COMMAND…: a file of that name has what the command prints, whole or not at all.
keep() {
  local file=secrets/$1
  [ ! -e "$file" ] || return 0
  "${@:2}" >"$file.partial"
  chmod 0444 "$file.partial"
  mv "$file.partial" "$file"
}

# certify NAME: a certificate of an authority of our own, whose key is forgotten: nobody can make a second one.
certify() {
  local work
  work=$(mktemp -d)
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj '/CN=waffle-backend database authority' \
    -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$work/key.pem" -out "$work/request.pem" 2>/dev/null
  openssl x509 -req -in "$work/request.pem" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 3650 \
    -extfile <(printf 'subjectAltName=DNS:%s' "$1") -out "$work/cert.pem" 2>/dev/null
  rm -f secrets/database-{ca,key}.pem
  keep database-ca.pem cat "$work/ca.pem"
  keep database-key.pem cat "$work/key.pem"
  # The last one says that all are there.
  keep database-cert.pem cat "$work/cert.pem"
  rm -r "$work"
}

main "$@"
