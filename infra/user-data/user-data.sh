#!/bin/bash
# First boot of the server. cloud-init runs this once, as root; the same bytes serve Amazon Linux, Debian and Ubuntu.
# It holds no setting but the prefix under which SSM keeps them, so that a changed setting never replaces the instance.
#
# It fetches the release archive, runs its deployment/bootstrap.sh, and tells CloudFormation how that went: the stack
# is complete only when the API answers, and otherwise shows the tail of the boot log. By hand, after a failure:
#   sudo bash /var/lib/cloud/instance/user-data.txt
set -uo pipefail

readonly parameter_prefix='@PARAMETER_PREFIX@'
readonly boot_directory=/opt/waffle-backend/boot
readonly boot_log=/var/log/waffle-backend-boot.log
readonly metadata_url=http://169.254.169.254/latest
# CloudFormation shows a failure's reason in its events; what is longer is cut, so the end of the log goes in.
readonly reason_bytes=1500

say() { printf '%s %s\n' "$(date -u +%H:%M:%SZ)" "$*"; }

# IMDSv2: a session token first, then the value.
metadata() {
  local token
  token=$(curl -fsS --retry 5 --retry-connrefused -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata_url/api/token") &&
    curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "$metadata_url/meta-data/$1"
}

# AWS's command line is in the images of Amazon Linux and Debian. Ubuntu packages none, but the SDK for Python.
parameter() {
  if command -v aws >/dev/null; then
    aws ssm get-parameter --name "$parameter_prefix/$1" --query Parameter.Value --output text
    return
  fi
  python3 -c 'import sys, boto3
sys.tracebacklimit = 0
print(boto3.client("ssm").get_parameter(Name=sys.argv[1])["Parameter"]["Value"])' "$parameter_prefix/$1"
}

# copy_object S3_URL FILE
copy_object() {
  if command -v aws >/dev/null; then
    aws s3 cp --only-show-errors "$1" "$2"
    return
  fi
  python3 -c 'import sys, boto3
sys.tracebacklimit = 0
bucket, key = sys.argv[1].removeprefix("s3://").split("/", 1)
boto3.client("s3").download_file(bucket, key, sys.argv[2])' "$1" "$2"
}

# patiently COMMAND...: two minutes of tries. The instance has no way out until its Elastic IP is attached, seconds after
# its launch: an address of the subnet's own would be a second one to pay for.
patiently() {
  local try
  for ((try = 1; try < 24; try++)); do
    "$@" && return
    sleep 5
  done
  "$@"
}

# shellcheck disable=SC2317 # patiently calls it
install_aws() {
  { command -v aws || python3 -c 'import boto3'; } >/dev/null 2>&1 && return
  if command -v dnf >/dev/null; then
    say '==> install the AWS command line'
    dnf -y -q install awscli-2
  else
    say "==> install AWS's SDK for Python"
    # Ubuntu restarts services after an installation; one of them runs this script.
    export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
    dpkg --configure -a && apt-get -q -o Acquire::Languages=none update &&
      apt-get -qy -o DPkg::Lock::Timeout=300 install --no-install-recommends python3-boto3
  fi
}

fetch_release() {
  local release_url
  release_url=$(patiently parameter release/url) &&
    say "    $release_url" &&
    copy_object "$release_url" "$boot_directory/release.tar.gz" &&
    rm -rf "$boot_directory/deployment" &&
    tar -xzf "$boot_directory/release.tar.gz" -C "$boot_directory" --no-same-owner deployment
}

boot() {
  say "first boot, settings under $parameter_prefix"
  # One at a time; the kernel drops the lock when the last process of an earlier run has ended.
  exec 9>/run/waffle-backend-boot.lock
  flock --timeout 600 9 || { say 'another boot is still running after 10 minutes'; return 1; }
  patiently install_aws
  say '==> fetch the release'
  fetch_release || { say "FAILED in step 'fetch the release'"; return 1; }
  bash "$boot_directory/deployment/bootstrap.sh" "$parameter_prefix" "$boot_directory/release.tar.gz"
}

readonly signal_program='
import json, sys
status, instance_id, log_file, limit = sys.argv[1:]
tail = open(log_file, "rb").read()[-int(limit):].decode("utf-8", "replace")
reason = "The API answers." if status == "SUCCESS" else "Boot failed; the end of its log: " + tail
print(json.dumps({"Status": status, "UniqueId": instance_id, "Data": instance_id, "Reason": reason}))
'

# signal SUCCESS|FAILURE: answers the stack's wait condition through its pre-signed URL, which needs no credentials.
signal() {
  local url
  url=$(parameter boot/signal-url) || return
  # Through a pipe: on a full disk there is no file to put it in. The URL is signed for an empty content type.
  python3 -c "$signal_program" "$1" "$(metadata instance-id)" "$boot_log" "$reason_bytes" |
    curl -fsS --retry 5 -X PUT -H 'Content-Type:' --data-binary @- "$url" &&
    say "told CloudFormation: $1"
}

mkdir -p "$boot_directory"
AWS_DEFAULT_REGION=$(metadata placement/region) || exit
export AWS_DEFAULT_REGION AWS_PAGER='' HOME=/root
touch "$boot_log" && chmod 0640 "$boot_log"
(
  set -Eeuo pipefail
  boot
) 2>&1 | tee -a "$boot_log"
boot_status=${PIPESTATUS[0]}
if [ "$boot_status" -eq 0 ]; then
  signal SUCCESS || say 'CloudFormation could not be told; it waits for one signal only, at creation'
else
  signal FAILURE || say 'CloudFormation could not be told; it will time out'
fi
exit "$boot_status"
