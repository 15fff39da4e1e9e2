#!/bin/bash
# Who is staff, by hand, as root, with the settings of this server:
#   staff.sh list
#   staff.sh grant|take USERNAME
# No call of the API makes anybody staff.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"
# shellcheck source=deployment/lib/application-settings.sh
source "$deployment_directory/lib/application-settings.sh"
exec node "$deployment_directory/../app/server.cjs" staff "$@"
