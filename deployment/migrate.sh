#!/bin/bash
# The migrations of this release by hand, as root, with the settings of this server:
#   migrate.sh status
#   migrate.sh resolve rolled-back|applied NAME   after a failure, once the database has been put right
# deploy.sh applies them; what failed halfway is for a person to look at.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"

# As systemd reads it: the rest of the line is the value, whatever a shell would make of it.
while IFS='=' read -r name value; do export "$name=$value"; done <"$config_directory/app.env"
export NODE_ENV=production DATABASE_CA_FILE=$config_directory/database-ca.pem
export DATABASE_PASSWORD_FILE=$config_directory/credentials/database-password
exec node "$deployment_directory/../app/migrate.cjs" "$@"
