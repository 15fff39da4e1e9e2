#!/bin/bash
# Removes what a rehearsal leaves in the file system, whatever ended it: janitor.sh NAME DIRECTORY…
# It waits until the rehearsal lets go of its standard input, which also happens when that is killed. Processes,
# mounts and network devices need no removal: they live in namespaces that end with the rehearsal.
trap '' TERM INT HUP

readonly name=$1
shift
cat >/dev/null

for _ in {1..50}; do
  # One for each instance: NAME-1, NAME-2 …
  for group in /sys/fs/cgroup/"$name"* /sys/fs/cgroup/*/"$name"*; do
    [ -d "$group" ] || continue
    # shellcheck disable=SC2038 # it prints what is in the files, process ids, and no file names
    find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -KILL 2>/dev/null
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
  done
  compgen -G "/sys/fs/cgroup/$name*" >/dev/null || compgen -G "/sys/fs/cgroup/*/$name*" >/dev/null || break
  sleep 0.1
done
rm -rf --one-file-system -- "$@"
