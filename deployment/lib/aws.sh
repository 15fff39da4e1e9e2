# shellcheck shell=bash
# What the scripts ask of AWS. Its command line is in the images of Amazon Linux and Debian. Ubuntu packages none, but the
# SDK for Python, which user-data.sh has installed.

# parameters_below PREFIX: a line for each parameter, its name and value with a tab between.
parameters_below() {
  if command -v aws >/dev/null; then
    aws ssm get-parameters-by-path --path "$1" --recursive --with-decryption --query 'Parameters[].[Name,Value]' --output text
    return
  fi
  python3 -c 'import sys, boto3
sys.tracebacklimit = 0
pages = boto3.client("ssm").get_paginator("get_parameters_by_path")
for page in pages.paginate(Path=sys.argv[1], Recursive=True, WithDecryption=True):
    for parameter in page["Parameters"]:
        print(parameter["Name"], parameter["Value"], sep="\t")' "$1"
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
