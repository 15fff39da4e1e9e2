# moto_server with the CloudFormation of this folder in place of its own: stacks are made, changed and deleted in the
# background, resource by resource, by calls of moto's own API with what the template says. What these calls then keep is
# moto's business: see docs/decisions/plain-cdk-against-moto.md.
#
#   python3 server.py PORT
import os
import sys

# The policies that AWS keeps for everybody (`arn:aws:iam::aws:policy/…`): moto knows them, and reads them if asked to.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

import alarms
import answers
import caches
import containers
import identifiers
import orders
import snapshots
import leftovers
import scale_out_types  # noqa: F401, which registers itself
from moto.cloudformation import parsing
from moto.ec2.models import elastic_ip_addresses
from moto.moto_api._internal import urls
from moto.route53 import models as route53
from moto.server import main
from werkzeug.serving import WSGIRequestHandler


# moto writes the header Date, and so would the server below it: two of them stop the SDK's clock.
def send_response(self, code, message=None):
    self.log_request(code)
    self.send_response_only(code, message)


# Of the stack's region where none is named; moto's is always us-east-1.
def clean_json(value, resources, moto_clean_json=parsing.clean_json):
    if isinstance(value, dict) and value.get("Fn::GetAZs") in ("", {"Ref": "AWS::Region"}):
        value = {"Fn::GetAZs": resources["AWS::Region"]}
    return moto_clean_json(value, resources)


WSGIRequestHandler.send_response = send_response
parsing.clean_json = clean_json
random_ip = elastic_ip_addresses.random_ip
elastic_ip_addresses.random_ip = lambda: orders.public_address or random_ip()
# Ids of zones begin with Z, by which AWS's tools know them.
zone_id = route53.create_route53_zone_id
route53.create_route53_zone_id = lambda: f"Z{zone_id()}"
urls.url_paths["{0}/moto-api/cloudformation"] = orders.take
answers.install()
snapshots.install()
leftovers.install()
alarms.install()
containers.install()
caches.install()
identifiers.install()
main(["--host", "127.0.0.1", "--port", sys.argv[1]])
