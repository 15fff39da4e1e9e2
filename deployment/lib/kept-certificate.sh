# shellcheck shell=bash
# The certificate outlives the instance. What certbot needs to go on with it is kept in SSM, encrypted, for the instance
# that replaces this one: docs/decisions/certificate-across-replacements.md.
#
#   PREFIX/current               SLOT PARTS SHA256 of what counts; this one write moves from one state to the next
#   PREFIX/a/1 … , PREFIX/b/1 …  parts of an archive; the slot that does not count is written, so a kill spoils nothing

readonly letsencrypt=${LETSENCRYPT_DIRECTORY:-/etc/letsencrypt}
# A parameter of the standard tier, which is free, holds 4096.
readonly part_bytes=4000
# What this instance has kept or restored last, as `current` has it: without a change nothing is asked of AWS.
readonly kept_file=/var/lib/waffle-backend/kept-certificate

# Whoever asks `keep_certificate || …` takes bash's `set -e` away from all that it calls: each step says what its failure does.

# keep_certificate PREFIX DOMAIN
keep_certificate() (
  exec 9>/run/waffle-certificate.lock
  flock 9
  work=$(make_private_folder) || exit
  trap 'rm -rf "$work"' EXIT
  pack_certificate "$2" >"$work/archive" || exit
  sum=$(sum_of "$work/archive")
  if [ -f "$kept_file" ]; then cp "$kept_file" "$work/before"; else kept_now "$1" >"$work/before" || exit; fi
  case $(cat "$work/before") in *"$sum") exit 0 ;; 'a '*) slot=b ;; *) slot=a ;; esac
  base64 --wrap 0 "$work/archive" | split --bytes "$part_bytes" --suffix-length 1 --numeric-suffixes=1 - "$work/part." || exit
  parts=0
  for part in "$work"/part.*; do
    put_secret "$1/$slot/$((parts += 1))" "$part" || exit
  done
  printf '%s %s %s' "$slot" "$parts" "$sum" >"$work/current"
  put_secret "$1/current" "$work/current" || exit
  cp "$work/current" "$kept_file"
  say "    the certificate is kept below $1 for the next instance"
)

# restore_certificate PREFIX DOMAIN ACME_SERVER: fails when none of this domain and authority is kept there, whole.
restore_certificate() (
  work=$(make_private_folder) || exit
  trap 'rm -rf "$work"' EXIT
  retry 3 parameters_below "$1" >"$work/kept" || exit
  if ! kept "$work/kept" "$1/current" >"$work/current"; then
    say "    no certificate is kept below $1"
    exit 1
  fi
  read -r slot parts sum <"$work/current"
  for ((part = 1; part <= parts; part++)); do kept "$work/kept" "$1/$slot/$part"; done |
    base64 --decode >"$work/archive" 2>/dev/null
  if [ "$(sum_of "$work/archive")" != "$sum" ]; then
    say "    what is kept below $1 is not whole: a new certificate is obtained"
    exit 1
  fi
  if ! tar -xzOf "$work/archive" "renewal/$2.conf" 2>/dev/null | grep -xF "server = $3" >/dev/null; then
    say "    the certificate kept below $1 is of another domain or authority: a new one is obtained"
    exit 1
  fi
  # As certbot makes its folders. Its link to the whole chain comes last: killed before, this is done again.
  umask 077
  tar -xzf "$work/archive" -C "$letsencrypt" || exit
  cp "$work/current" "$kept_file"
  say "    restored the certificate of $2 that is kept below $1"
)

# The same bytes of the same files: what has not changed is not written again.
pack_certificate() (
  cd "$letsencrypt" || exit
  certificate_files "$1" |
    tar --create --no-recursion --mtime @0 --owner 0 --group 0 --numeric-owner --files-from - | gzip --no-name --best
)

# What certbot needs to renew: how, as whom, the newest files and the links to them; nothing of the time before.
certificate_files() {
  local account file
  account=$(sed -n 's/^account = //p' "renewal/$1.conf")
  echo "renewal/$1.conf"
  find accounts -path "*/$account/*" -type f | sort
  for file in privkey cert chain fullchain; do realpath --relative-to . "live/$1/$file.pem"; done
  for file in privkey cert chain fullchain; do echo "live/$1/$file.pem"; done
}

# kept_now PREFIX: its `current`; nothing where nothing is kept.
kept_now() {
  local listing
  listing=$(parameters_below "$1") || return
  kept <(printf '%s\n' "$listing") "$1/current" || true
}

# kept LISTING NAME: the value of the parameter.
kept() { awk -F '\t' -v name="$2" '$1 == name { print $2; found = 1 } END { exit !found }' "$1"; }

# In memory: what goes through it is the private key.
make_private_folder() { mktemp --directory /run/waffle-certificate.XXXXXX; }

sum_of() { sha256sum "$1" | cut -d ' ' -f 1; }
