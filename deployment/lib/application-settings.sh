# shellcheck shell=bash
# For programs of the release that a person starts as root: the settings that its unit gives the application.
# To be sourced after steps.sh.

# As systemd reads it: the rest of the line is the value, whatever a shell would make of it.
# shellcheck disable=SC2154 # config_directory is of steps.sh
while IFS='=' read -r name value; do export "$name=$value"; done <"$config_directory/app.env"
export NODE_ENV=production DATABASE_CA_FILE=$config_directory/database-ca.pem
export DATABASE_PASSWORD_FILE=$config_directory/credentials/database-password
