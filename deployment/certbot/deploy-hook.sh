#!/bin/bash
# certbot runs this after each new certificate: Nginx's links lead to it, and Nginx reads it without dropping a connection.
set -euo pipefail

: "${RENEWED_LINEAGE:?certbot sets it to the folder of the new certificate}"
ln -sfn "$RENEWED_LINEAGE/privkey.pem" /etc/waffle-backend/tls/privkey.pem
ln -sfn "$RENEWED_LINEAGE/fullchain.pem" /etc/waffle-backend/tls/fullchain.pem
nginx -q -t
systemctl reload nginx.service
# Keeps it for the next instance, behind what clients want: a renewal neither waits for AWS nor fails with it.
systemd-run --quiet --collect --nice=19 bash /opt/waffle-backend/current/deployment/certificate.sh
