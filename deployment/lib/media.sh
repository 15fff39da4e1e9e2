# shellcheck shell=bash
# Where uploaded pictures are kept: settings of the application, which it reads when it starts.

# media_settings BUCKET: lines for app.env; none without a bucket, as they are on the disk then.
media_settings() {
  [ -n "$1" ] || return 0
  printf '%s=%s\n' MEDIA_BUCKET "$1" AWS_REGION "${AWS_DEFAULT_REGION:-$(metadata placement/region)}"
}
