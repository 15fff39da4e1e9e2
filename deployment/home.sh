#!/bin/bash
# In the home folder of who logs in, as deploy.sh; root's rights are sudo's to give:
#   bash deploy.sh                     the release that the stack names: what `cdk deploy` uploaded last
#   bash deploy.sh ARCHIVE|CHECKOUT    a file, s3://…, https://…, or a folder with a checkout of the project
#   bash deploy.sh --rollback          the release that served before
exec sudo bash /opt/waffle-backend/current/deployment/deploy.sh "$@"
