# shellcheck shell=bash disable=SC2154 # home_directory is of steps.sh
# What of a release lies outside of its folder: Nginx's files and the units. They are those of the release that serves, so
# going back is installing those of the one before.

# There while Nginx has not read its newest files; gone after a reboot, with which it reads them.
readonly reload_due_file=/run/waffle-backend-nginx-reload

# install_nginx_files DEPLOYMENT_DIRECTORY [ROOT]: into /etc/nginx, or another folder like it.
install_nginx_files() {
  local from=$1/nginx root=${2:-/etc/nginx} version
  install -d -m 0755 "$root"/{sites-available,sites-enabled,snippets}
  rm -f "$root/sites-enabled/default"
  replace_file "$from/nginx.conf" "$root/nginx.conf"
  replace_file "$from"/snippets/* "$root/snippets/"
  # Nginx before 1.25.1, as Ubuntu 24.04 has it, knows HTTP/2 as a word of `listen` and not as a directive.
  version=$(nginx -v 2>&1 | grep -o '[0-9][0-9.]*' | head -n 1)
  if is_at_least 1.25.1 "$version"; then
    replace_file "$from/sites-available/waffle-backend" "$root/sites-available/waffle-backend"
  else
    replace_file <(sed -e '/^ *http2 on;$/d' -e 's/\(listen .*443 ssl\)/\1 http2/' "$from/sites-available/waffle-backend") \
      "$root/sites-available/waffle-backend"
  fi
  ln -sfn ../sites-available/waffle-backend "$root/sites-enabled/waffle-backend"
}

# try_nginx_files DEPLOYMENT_DIRECTORY: asks Nginx about them where nobody else sees them. What is served stays as it is.
try_nginx_files() {
  local root=/run/waffle-backend-nginx
  rm -rf "$root"
  cp -a /etc/nginx "$root"
  install_nginx_files "$1" "$root"
  # shellcheck disable=SC2016 # for that shell
  unshare --mount --propagation private bash -c 'mount --bind "$1" /etc/nginx && nginx -q -t' try "$root"
  rm -rf "$root"
}

# Only when its files are others: its workers then let go of the connections that clients keep. Those from before finish
# what they have, at the release they know.
reload_nginx_if_due() {
  local workers pid deadline=$((SECONDS + 20))
  [ -e "$reload_due_file" ] || return 0
  workers=$(pgrep --parent "$(cat /run/nginx.pid)" || true)
  systemctl reload-or-restart nginx.service
  rm -f "$reload_due_file"
  for pid in $workers; do
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.05; done
  done
}

# install_units DEPLOYMENT_DIRECTORY: for their next start.
install_units() {
  local unit changed=''
  for unit in "$1"/systemd/waffle-{backend,migrate}@.service "$1"/systemd/waffle-certificate.{service,timer}; do
    cmp --silent "$unit" "/etc/systemd/system/${unit##*/}" && continue
    install_text 0644 root:root "/etc/systemd/system/${unit##*/}" <"$unit"
    changed=yes
  done
  [ -z "$changed" ] || systemctl daemon-reload
}

# install_server_files DEPLOYMENT_DIRECTORY
install_server_files() {
  install_units "$1"
  install_nginx_files "$1"
}

# replace_file FILE… TO: what is another, each in one move.
replace_file() {
  local to=${*: -1} file target text
  for file in "${@:1:$#-1}"; do
    target=$to
    [[ $to != */ ]] || target=$to${file##*/}
    text=$(<"$file")
    [ "$text" != "$(cat "$target" 2>/dev/null)" ] || continue
    [[ $target != /etc/nginx/* ]] || touch "$reload_due_file"
    install_text 0644 root:root "$target" <<<"$text"
  done
}
