# shellcheck shell=bash disable=SC2154 # config_directory is of steps.sh
# Where a release comes from: a file, S3 or the web, the stack, or a checkout of the project on this instance.

# find_archive SOURCE WORK_FILE: sets archive. What is no file yet comes to WORK_FILE.
find_archive() {
  archive=$1
  if [ -z "$archive" ]; then
    archive=$(release_of_stack) || return
    say "    the stack names $archive"
  fi
  if [ -d "$archive" ]; then
    build_release "$archive" "$2"
    archive=$2
  elif ! [ -f "$archive" ]; then
    fetch "$archive" "$2"
    archive=$2
  fi
}

# What `cdk deploy` uploaded last.
release_of_stack() {
  local url
  # shellcheck source=/dev/null # PARAMETER_PREFIX, written by bootstrap.sh
  source "$config_directory/deploy.env"
  AWS_DEFAULT_REGION=$(metadata placement/region) || return
  export AWS_DEFAULT_REGION
  url=$(parameters_below "$PARAMETER_PREFIX/release" | cut -f 2) || return
  if [ -z "$url" ]; then
    die "there is no parameter $PARAMETER_PREFIX/release/url: give an archive" >&2
    return 1
  fi
  printf '%s' "$url"
}

# build_release CHECKOUT ARCHIVE: the newest of its branch, built there by who owns it. It needs npm, and memory for it; the
# laptop has more of both.
build_release() {
  local directory=$1 as_owner output
  as_owner=(runuser -u "$(stat --format %U "$directory")" -- env -C "$directory")
  if ! command -v npm git >/dev/null; then
    say '    a checkout needs git and npm here, which bootstrap.sh does not install'
    say '    install them, or build on the laptop: ./bin/waffle release, and give the archive'
    return 1
  fi
  if "${as_owner[@]}" git rev-parse --quiet --verify '@{upstream}' >/dev/null; then
    "${as_owner[@]}" git pull --quiet --ff-only
  else
    say '    no branch of another repository is followed: what is checked out is built'
  fi
  output=$("${as_owner[@]}" mktemp --directory)
  "${as_owner[@]}" ./bin/waffle release --architecture "$(node -p process.arch)" --output "$output" >/dev/null
  mv "$output"/*.tar.gz "$2"
  rm -rf "$output"
}
