# shellcheck shell=bash
# What the scripts ask of AWS. Its command line is in the images of Amazon Linux and Debian. Ubuntu packages none, but the
# SDK for Python, which user-data.sh has installed.

# parameters_below PREFIX [EXCEPT]: a line for each parameter, its name and value with a tab between; none whose name
# begins with EXCEPT.
parameters_below() {
  local except=${2:-none}
  if command -v aws >/dev/null; then
    aws ssm get-parameters-by-path --path "$1" --recursive --with-decryption --output text \
      --query "Parameters[?!starts_with(Name, '$except')].[Name,Value]"
    return
  fi
  python3 -c 'import sys, boto3
sys.tracebacklimit = 0
pages = boto3.client("ssm").get_paginator("get_parameters_by_path")
for page in pages.paginate(Path=sys.argv[1], Recursive=True, WithDecryption=True):
    for parameter in page["Parameters"]:
        if not parameter["Name"].startswith(sys.argv[2]):
            print(parameter["Name"], parameter["Value"], sep="\t")' "$1" "$except"
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

# put_secret NAME FILE: the value is in a file, because everybody on a machine sees its command lines; of the tier that is
# free, whatever the account's default is.
put_secret() {
  if command -v aws >/dev/null; then
    aws ssm put-parameter --name "$1" --type SecureString --tier Standard --overwrite --value "file://$2" >/dev/null
    return
  fi
  python3 -c 'import sys, boto3
sys.tracebacklimit = 0
value = open(sys.argv[2]).read()
boto3.client("ssm").put_parameter(Name=sys.argv[1], Type="SecureString", Tier="Standard", Overwrite=True, Value=value)' "$1" "$2"
}

# metadata NAME: what EC2 tells the instance of itself (IMDSv2).
metadata() {
  local url=http://169.254.169.254/latest token
  token=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$url/api/token")
  curl -fsS -H "X-aws-ec2-metadata-token: $token" "$url/meta-data/$1"
}
