#!/bin/bash
# The migrations of this release by hand, as root, with the settings of this server:
#   migrate.sh status
#   migrate.sh resolve rolled-back|applied NAME   after a failure, once the database has been put right
# deploy.sh applies them; what failed halfway is for a person to look at.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"

# shellcheck source=deployment/lib/application-settings.sh
source "$deployment_directory/lib/application-settings.sh"
exec node "$deployment_directory/../app/migrate.cjs" "$@"
