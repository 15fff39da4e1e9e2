#!/usr/bin/env bash
# Runs a program, and what that starts, for as long as standard input is open: whoever holds the other end of the pipe
# may end in any way, killed too, and nothing is left behind. It must lead a process group of its own.
#
# Usage: with-lifeline.sh <file for the id of the process group, or ''> <program> [argument…]
set -u

readonly group_file=$1
shift
readonly tenths_of_a_second_to_obey=300

[ -z "$group_file" ] || printf '%s\n' "$$" >"$group_file"
exec 3<&0 </dev/null
# The whole group is told to end; this one ends when the program has.
trap ':' TERM
"$@" 3<&- &
program=$!
# The log is the program's alone: bash would say there who was killed.
exec 2>/dev/null

is_running() { kill -0 "$program"; }

(
  trap '' TERM
  while read -r _ <&3; do :; done
  kill -TERM 0
  for ((tenths = 0; tenths < tenths_of_a_second_to_obey; tenths++)); do
    sleep 0.1
    is_running || exit 0
  done
  kill -KILL 0
) &
watcher=$!

wait "$program"
code=$?
# A signal interrupts the waiting, not the program.
while is_running; do
  wait "$program"
  code=$?
done

trap '' TERM
kill -KILL "$watcher"
kill -TERM 0
[ -z "$group_file" ] || rm -f -- "$group_file"
exit "$code"
