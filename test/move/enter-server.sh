#!/bin/bash
# enter-server.sh DIRECTORY RELEASE CHECKOUT REDIS: a mount namespace in which this machine looks like the server: its own /etc, /opt, /run
# and /var above ours, the release in its place, Nginx with the release's files. Says "ready", and stays until it is killed.
set -Eeuo pipefail
directory=$1 release=$2 checkout=$3 redis=$4

mount -t tmpfs tmpfs "$directory/layers"
for folder in etc var; do
  mkdir "$directory/layers/$folder" "$directory/layers/$folder.work"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$directory/layers/$folder,workdir=$directory/layers/$folder.work" "/$folder"
done
mount -t tmpfs tmpfs /opt
mount -t tmpfs tmpfs /run
mkdir -p /opt/waffle-backend/{releases,shared/media} /etc/waffle-backend/{tls,credentials} /run/waffle-backend/a /run/waffle-redis /var/log/nginx
cp -a "$release" /opt/waffle-backend/releases/20261121T101500Z-1a2b3c4d
cp -a "$checkout/deployment" /opt/waffle-backend/releases/20261121T101500Z-1a2b3c4d/
ln -s releases/20261121T101500Z-1a2b3c4d /opt/waffle-backend/current
cp "$directory"/{fullchain,privkey}.pem /etc/waffle-backend/tls/
cp "$directory/app.env" "$directory/database-ca.pem" /etc/waffle-backend/
cp "$directory/database-password" /etc/waffle-backend/credentials/
mount --bind "$directory/run" /run/waffle-backend/a
mount --bind "$redis" /run/waffle-redis
cat "$directory/authority.pem" >>/etc/ssl/certs/ca-certificates.crt
cp "$directory/resolv.conf" "$directory/layers/resolv.conf"
mount --bind "$directory/layers/resolv.conf" /etc/resolv.conf
# Sourced for their functions: what bootstrap.sh does.
# shellcheck source=deployment/lib/steps.sh
source /opt/waffle-backend/current/deployment/lib/steps.sh
# shellcheck source=deployment/lib/server-files.sh
source /opt/waffle-backend/current/deployment/lib/server-files.sh
ensure_user waffle-web
install_nginx_files /opt/waffle-backend/current/deployment
rm -f "$reload_due_file"
echo ready
exec sleep infinity
