# moto's own API, called as CloudFormation calls that of AWS: over HTTP, with the words of AWS's API models.
import sys
from functools import lru_cache
from threading import Lock

import boto3

PORT = sys.argv[1]
making = Lock()


def client(service, region):
    with making:
        return make_client(service, region)


@lru_cache(maxsize=None)
def make_client(service, region):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=f"http://localhost:{PORT}",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


# CloudFormation's properties are the API's parameters, but for upper and lower case (CPUCredits), and written as text
# where the API wants a number or a truth value. What the API does not know is CloudFormation's own.
def fit(shape, value):
    if shape.type_name == "structure":
        given = {name.lower(): item for name, item in value.items() if item is not None}
        known = [name for name in shape.members if name.lower() in given]
        return {name: fit(shape.members[name], given[name.lower()]) for name in known}
    if shape.type_name == "list":
        return [fit(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {name: fit(shape.value, item) for name, item in value.items()}
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("float", "double"):
        return float(value)
    if shape.type_name == "boolean":
        return str(value).lower() == "true"
    return str(value)


# call('ec2', region, 'RunInstances', properties): the answer of the operation.
def call(service, region, operation, parameters):
    api = client(service, region)
    shape = api.meta.service_model.operation_model(operation).input_shape
    method = next(name for name, known in api.meta.method_to_api_mapping.items() if known == operation)
    return getattr(api, method)(**fit(shape, parameters))
