#!/bin/bash
# Moves uploaded pictures while they are served and uploaded, as root:
#   media.sh s3     from this server's disk into the bucket that the stack has made for mediaStorage=s3
#   media.sh disk   back to this disk, before mediaStorage is disk again
# Whoever asks for a picture finds it in either place, but for those that are uploaded while they are copied back: they are
# there once this is over. Killed at any point, it is safe to run again.
set -Eeuo pipefail

# shellcheck source=deployment/lib/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/steps.sh"
# shellcheck source=deployment/lib/media.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/media.sh"

main() {
  # shellcheck source=deployment/lib/application-settings.sh
  source "$deployment_directory/lib/application-settings.sh"
  step 'ask which bucket the stack has' find_bucket
  case $1 in
    s3)
      step 'keep new pictures in the bucket' keep_new_ones_in "$bucket"
      step 'move those of the disk' run_program to-bucket
      ;;
    disk)
      step 'copy those of the bucket' run_program to-disk
      step 'keep new pictures on the disk' keep_new_ones_in ''
      step 'copy those that came meanwhile' run_program to-disk
      say "    now, on the laptop: waffle up -c mediaStorage=disk --replace bucket; the bucket stays, with all in it: $bucket"
      ;;
  esac
}

# Sets bucket.
find_bucket() {
  local listing name
  # shellcheck source=/dev/null # PARAMETER_PREFIX, written by bootstrap.sh
  source "$config_directory/deploy.env"
  AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-$(metadata placement/region)}
  export AWS_DEFAULT_REGION AWS_REGION=$AWS_DEFAULT_REGION
  listing=$(retry 3 parameters_below "$PARAMETER_PREFIX/media")
  IFS=$'\t' read -r name bucket <<<"$listing"
  if [ "$name" != "$PARAMETER_PREFIX/media/bucket" ] || [ -z "$bucket" ]; then
    say "    the stack has none. On the laptop: waffle up -c mediaStorage=s3, then this again"
    return 1
  fi
  say "    $bucket"
}

# keep_new_ones_in BUCKET: the release that serves starts anew in the other slot, which reads its settings; no request is lost.
keep_new_ones_in() {
  local archive
  { grep -vE '^(MEDIA_BUCKET|AWS_REGION)=' "$config_directory/app.env" && media_settings "$1"; } |
    install_text 0644 root:root "$config_directory/app.env"
  archive=$(mktemp --suffix .tar.gz)
  # shellcheck disable=SC2064 # its name of now
  trap "rm -f '$archive'" EXIT
  tar -czf "$archive" -C "$home_directory/current/" .
  bash "$deployment_directory/deploy.sh" "$archive"
}

# run_program WORD
run_program() {
  MEDIA_BUCKET=$bucket MEDIA_DIRECTORY=$home_directory/shared/media node "$deployment_directory/../app/server.cjs" media "$1" |
    sed 's/^/    /'
}

case "$# ${1:-}" in '1 s3' | '1 disk') ;; *) echo 'usage: media.sh s3 | disk' >&2 && exit 2 ;; esac
main "$1"
