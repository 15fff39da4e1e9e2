#!/bin/sh
# Starts Nginx in its container. Until there is a certificate for the name it has one of its own, as on the instance.
set -eu

tls=/etc/waffle-backend/tls
if [ ! -e "$tls/fullchain.pem" ]; then
  # The key first: a certificate that is there has its key.
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=waffle-backend \
    -keyout "$tls/privkey.pem" -out "$tls/fullchain.pem.partial" 2>/dev/null
  mv "$tls/fullchain.pem.partial" "$tls/fullchain.pem"
fi
exec nginx -g 'daemon off;'
