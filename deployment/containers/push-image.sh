#!/bin/bash
# Makes the image of a release archive and pushes it, under the release's id, to where the tasks of topology=scale-out get it:
#   push-image.sh REPOSITORY ARCHIVE [ARGUMENT OF docker build]…
# A tag is never pushed twice: an image that is there stays, so that this may be typed again.
set -euo pipefail

main() {
  if [ $# -lt 2 ] || ! [[ $1 =~ ^[0-9]{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/([a-z0-9._/-]+)$ ]]; then
    echo 'usage: bash deployment/containers/push-image.sh REPOSITORY ARCHIVE [ARGUMENT OF docker build]…
REPOSITORY is the output ImageRepository of the stack, such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/waffle-backend,
ARCHIVE what npm run release has made, such as dist/release/20261121T101500Z-1a2b3c4d.tar.gz.' >&2
    exit 2
  fi
  local repository=$1 archive=$2 region=${BASH_REMATCH[1]} name=${BASH_REMATCH[3]} id
  id=$(release_of "$archive")
  if is_there "$region" "$name" "$id"; then
    echo "$repository:$id is there already."
  else
    build "$archive" "$repository:$id" "${@:3}"
    aws ecr get-login-password --region "$region" | docker login --username AWS --password-stdin "${repository%%/*}"
    docker push "$repository:$id"
  fi
  echo "Next: ./bin/waffle deploy $id"
}

# The manifest says which release it is, whatever the file is called.
release_of() {
  tar -xzOf "$1" manifest.json | sed -n 's/^ *"id": *"\([0-9A-Za-z-]*\)",\{0,1\}$/\1/p' | grep .
}

is_there() {
  local answer
  answer=$(aws ecr describe-images --region "$1" --repository-name "$2" --image-ids "imageTag=$3" 2>&1) && return 0
  grep -q ImageNotFoundException <<<"$answer" && return 1
  printf '%s\n' "$answer" >&2
  exit 1
}

# The archive is alone in its folder. For the processor of the tasks, whichever makes it.
build() {
  folder=$(mktemp -d)
  trap 'rm -r "$folder"' EXIT
  cp "$1" "$folder/"
  docker build --platform linux/amd64 --target app-on-aws --build-context "archive=$folder" --tag "$2" "${@:3}" \
    "$(dirname "${BASH_SOURCE[0]}")/../.."
}

main "$@"
