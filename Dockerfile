# syntax=docker/dockerfile:1
# The API (target app, or app-on-aws for Fargate) and its Nginx (target web) as images, of the very archive that instances run:
# docs/containers.md.
#   docker build --target app --tag waffle-backend .
# With an archive that was built before, in a folder of its own, in place of building one here:
#   npm run release -- --output dist/image
#   docker build --target app --tag waffle-backend --build-context archive=dist/image .

# By version. To pin by digest: docker buildx imagetools inspect NAME prints it, NAME@sha256:… takes it.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-trixie
ARG BASE_IMAGE=gcr.io/distroless/cc-debian13:nonroot
ARG NGINX_IMAGE=docker.io/library/nginx:1.28

FROM ${NODE_IMAGE} AS packages
WORKDIR /project
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY prisma ./prisma
RUN npm ci --no-audit --no-fund

# The archive, at the root: a folder given as the build context of this name takes the place of this stage.
FROM packages AS archive
COPY . .
RUN npm run --silent release -- --output /

# What development runs; compose.yaml lays the sources of the checkout over these.
FROM packages AS development
# As in the images below, so that the folders of the volumes have one owner.
RUN install -d -o 65532 -g 65532 -m 0750 /run/waffle-backend/a /opt/waffle-backend/shared/media \
  && chown -R 65532:65532 app
COPY tsconfig.json ./
COPY app ./app
COPY contract ./contract
COPY deployment/containers ./deployment/containers
USER 65532:65532
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "deployment/containers/healthcheck.mjs"]
CMD ["node_modules/.bin/tsx", "watch", "--clear-screen=false", "app/development.ts"]

# Unpacked and verified as deploy.sh does it. Who runs it owns only what it may write to.
FROM ${NODE_IMAGE} AS release
COPY --from=archive /*.tar.gz /archives/
RUN install -d /image/opt/waffle-backend/current \
  && tar -xzf /archives/*.tar.gz -C /image/opt/waffle-backend/current --no-same-owner \
  && node /image/opt/waffle-backend/current/deployment/verify-release.mjs /image/opt/waffle-backend/current \
  && install -d -o 65532 -g 65532 -m 0750 /image/opt/waffle-backend/shared/media /image/run/waffle-backend/a

FROM ${BASE_IMAGE} AS app
COPY --from=release /usr/local/bin/node /usr/local/bin/node
COPY --from=release /image/ /
WORKDIR /opt/waffle-backend/current
# The first five are the interface, docs/containers.md; the last two are the unit's, which says why.
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  MEDIA_DIRECTORY=/opt/waffle-backend/shared/media \
  RELEASE_MANIFEST_FILE=/opt/waffle-backend/current/manifest.json \
  NODE_OPTIONS="--max-old-space-size=256 --max-semi-space-size=8" \
  MALLOC_MMAP_THRESHOLD_=1048576
USER 65532:65532
EXPOSE 3000
# Ready, not only alive: what waits for it may ask it. It is never ended for this; orchestrators have checks of their own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/usr/local/bin/node", "deployment/containers/healthcheck.mjs"]
ENTRYPOINT ["/usr/local/bin/node"]
CMD ["app/server.cjs"]

# Whom to trust with a certificate of RDS: a folder given as the build context of this name takes the place of the download.
FROM scratch AS trust-anchors
ADD --chmod=0444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /global-bundle.pem

# For tasks that reach nothing outside of AWS to fetch them from; deployment/containers/push-image.sh makes and pushes it.
FROM app AS app-on-aws
COPY --from=trust-anchors --chmod=0444 /global-bundle.pem /etc/waffle-backend/database-ca.pem

FROM ${NGINX_IMAGE} AS web
# In the application's group, which may use the application's socket, as on the instance.
RUN groupadd --gid 65532 waffle \
  && useradd --system --no-create-home --shell /usr/sbin/nologin --groups waffle waffle-web \
  && rm -rf /etc/nginx/sites-enabled \
  && install -d /etc/waffle-backend/tls /var/lib/waffle-backend/acme
COPY --from=release /image/opt/waffle-backend/current/deployment/nginx /etc/nginx
COPY --from=release /image/opt/waffle-backend/current/deployment/nginx/sites-available /etc/nginx/sites-enabled
COPY --from=release /image/opt/waffle-backend/current/deployment/containers/web.sh /usr/local/bin/web.sh
COPY --from=release /image/opt/waffle-backend/current/static /opt/waffle-backend/current/static
COPY --from=release /image/run/waffle-backend /run/waffle-backend
COPY --from=release /image/opt/waffle-backend/shared /opt/waffle-backend/shared
EXPOSE 80 443
# Of Nginx alone: a file that it serves without the application.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["curl", "-fsSko", "/dev/null", "https://localhost/static/favicon.svg"]
ENTRYPOINT ["/bin/sh", "/usr/local/bin/web.sh"]
