#!/bin/bash
# What a release needs on the server outside of its own folder, as root:
#   prepare-server.sh                what is missing
#   prepare-server.sh --new-secret   the secret of the tokens anew, once another is in SSM
# waffle-migrate@.service runs it from the release that is about to start: a server that was made before there was a
# secret or a folder for pictures gets them with its next release, whatever released the one before.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"

readonly secret_file=$config_directory/credentials/jwt-secret media_directory=$home_directory/shared/media

main() {
  make_media_directory
  if [ "$1" = --new-secret ] || ! [ -s "$secret_file" ]; then
    step 'read the secret of the tokens' read_secret
  fi
}

# The application writes pictures, Nginx reads them, nobody else is let in.
make_media_directory() { install -d -m 0750 -o "$app_user" -g "$app_user" "$media_directory"; }

read_secret() {
  local listing name found value secret=''
  # shellcheck source=/dev/null # PARAMETER_PREFIX, written by bootstrap.sh
  source "$config_directory/deploy.env"
  name=$PARAMETER_PREFIX/auth/jwt-secret
  AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-$(metadata placement/region)}
  export AWS_DEFAULT_REGION
  listing=$(retry 3 parameters_below "${name%/*}")
  while IFS=$'\t' read -r found value; do [ "$found" != "$name" ] || secret=$value; done <<<"$listing"
  if [ -z "$secret" ]; then
    say "    the parameter $name is missing, so the tokens of those who sign in could not be signed"
    say '    on the laptop, waffle deploy makes it and releases; by hand, then deploy again:'
    say "    openssl rand -hex 32 | tr -d '\\n' | aws ssm put-parameter --name $name --type SecureString --value file:///dev/stdin"
    return 1
  fi
  printf '%s' "$secret" | install_text 0600 root:root "$secret_file"
}

case "$# ${1:-}" in '0 ' | '1 --new-secret') ;; *) say "usage: prepare-server.sh [--new-secret]" && exit 2 ;; esac
main "${1:-}"
