#!/bin/bash
# Brings the database to what the release expects; waffle-migrate@.service runs it in the release's folder, as the
# application's user. What is there is saved first, unless there is nothing or nothing to do. Its last words are
# migrate.cjs's own: `NAME: applied in … ms`.
set -Eeuo pipefail

umask 077
readonly backups_kept=3
# What has to be free on the disk beside the dump, in MiB.
readonly spare_mebibytes=256
readonly without_backup_file=/run/waffle-backend-without-backup

main() {
  local status=0
  node app/migrate.cjs plan || status=$?
  # 3: something is pending.
  case $status in 0) return ;; 3) ;; *) return "$status" ;; esac
  back_up
  node app/migrate.cjs
}

# To a file that root and this user alone can read, whole or not at all.
back_up() {
  local file needed free
  if [ -e "$without_backup_file" ]; then
    echo 'No backup is made: it was not wanted.'
    return
  fi
  if ! command -v mariadb-dump >/dev/null; then
    give_up 'the program mariadb-dump is not there: bootstrap.sh installs it'
  fi
  needed=$(ask 'SELECT COALESCE(CEILING(SUM(data_length) / 1048576), -1) FROM information_schema.tables WHERE table_schema = DATABASE()')
  if [ "$needed" = -1 ]; then
    echo 'No backup is made: the database is empty.'
    return
  fi
  free=$(df --output=avail --block-size=1M "$STATE_DIRECTORY" | tail -n 1)
  ((free - needed >= spare_mebibytes)) ||
    give_up "the database has ${needed// /} MiB, the disk only ${free// /} MiB left, of which $spare_mebibytes have to stay"
  file=$STATE_DIRECTORY/$(date -u +%Y%m%dT%H%M%SZ)-before-$(basename "$(pwd -P)").sql.gz
  rm -f "$STATE_DIRECTORY"/*.partial
  restorable_dump | gzip -1 >"$file.partial" || give_up 'mariadb-dump failed'
  mv "$file.partial" "$file"
  echo "Backup: $file ($(du -h "$file" | cut -f 1))"
  find "$STATE_DIRECTORY" -name '*.sql.gz' | sort -r | tail -n "+$((backups_kept + 1))" | xargs -r rm
}

give_up() {
  rm -f "$STATE_DIRECTORY"/*.partial
  echo "No backup can be made, so nothing is migrated: $1."
  echo 'Put that right, or deploy with --without-backup once you have another (a snapshot of the RDS instance, for example).'
  exit 1
}

# What the server makes by itself it refuses to be told, and mariadb-dump would tell it.
restorable_dump() {
  if [ "$(ask "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND generation_expression <> ''")" = 0 ]; then
    dump
  else
    dump --complete-insert | node deployment/generated-as-default.mjs
  fi
}

# One consistent view of all tables, without locking them; triggers, procedures and events included.
dump() {
  mariadb-dump --defaults-extra-file=<(client_settings) --single-transaction --quick --routines --events --hex-blob --no-tablespaces \
    --default-character-set=utf8mb4 "$@" "$DATABASE_NAME"
}

ask() { mariadb --defaults-extra-file=<(client_settings) --batch --skip-column-names --execute "$1" "$DATABASE_NAME"; }

# Through a pipe: the password is on no command line and in no file. Within quotes an option file knows backslashes.
client_settings() {
  local password
  password=$(<"$DATABASE_PASSWORD_FILE")
  password=${password//\\/\\\\}
  cat <<SETTINGS
[client]
host=$DATABASE_HOST
port=$DATABASE_PORT
user=$DATABASE_USER
password="${password//\"/\\\"}"
ssl-ca=$DATABASE_CA_FILE
ssl-verify-server-cert
SETTINGS
}

main
