# moto_server whose CloudFormation makes an instance and a database as CloudFormation does: by calling RunInstances and
# CreateDBInstance with what the template says. moto's own way takes a handful of their properties, reads one under a wrong
# name (VpcSecurityGroupIds) and fails on the others' references (no ImageId, a parameter group of the same template).
# What these two calls of moto's then keep is moto's business: see test/plain-cdk.test.ts.
#
#   python3 moto-cloudformation.py PORT
import sys

import boto3
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel
from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.instances import Instance
from moto.rds.models import DBInstance, rds_backends
from moto.server import main
from werkzeug.serving import WSGIRequestHandler

PORT = sys.argv[1]


def client(service, region):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=f"http://localhost:{PORT}",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


# What `Ref` gives in CloudFormation; moto hands some resources over as they are.
def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return getattr(value, "name", value)


# CloudFormation's properties are the API's parameters, but for upper and lower case (CPUCredits), and written as text
# where the API wants a number or a truth value. What the API does not know is CloudFormation's own.
def fit(shape, value):
    if shape.type_name == "structure":
        given = {name.lower(): item for name, item in value.items()}
        known = [name for name in shape.members if name.lower() in given]
        return {name: fit(shape.members[name], given[name.lower()]) for name in known}
    if shape.type_name == "list":
        return [fit(shape.member, item) for item in value]
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name == "boolean":
        return str(value).lower() == "true"
    return str(value)


def call(api, operation, parameters):
    shape = api.meta.service_model.operation_model(operation).input_shape
    return fit(shape, {name: plain(value) for name, value in parameters.items() if value is not None})


# Launch templates name an image by `resolve:ssm:`, which EC2 resolves at the launch.
def image_of(properties, region):
    template = client("ec2", region).describe_launch_template_versions(
        LaunchTemplateId=properties["LaunchTemplate"]["LaunchTemplateId"]
    )["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    parameter = template["ImageId"].removeprefix("resolve:ssm:")
    return client("ssm", region).get_parameter(Name=parameter)["Parameter"]["Value"]


def run_instance(cls, resource_name, cloudformation_json, account_id, region_name, **_):
    properties = dict(cloudformation_json["Properties"])
    tags = properties.pop("Tags", [])
    image_id = properties.get("ImageId") or image_of(properties, region_name)
    properties.update(
        ImageId=image_id,
        MinCount=1,
        MaxCount=1,
        Placement={"AvailabilityZone": properties.get("AvailabilityZone")},
        IamInstanceProfile={"Name": properties.get("IamInstanceProfile")},
        TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
    )
    del properties["LaunchTemplate"]
    ec2 = client("ec2", region_name)
    instance = ec2.run_instances(**call(ec2, "RunInstances", properties))["Instances"][0]
    return ec2_backends[account_id][region_name].get_instance(instance["InstanceId"])


def create_database(cls, resource_name, cloudformation_json, account_id, region_name, **_):
    properties = dict(cloudformation_json["Properties"])
    # RDS takes no underscore; CloudFormation writes the name in lower case.
    identifier = resource_name.replace("_", "-").lower()
    properties.update(
        DBInstanceIdentifier=properties.get("DBInstanceIdentifier", identifier),
        VpcSecurityGroupIds=properties.pop("VPCSecurityGroups", []),
    )
    rds = client("rds", region_name)
    made = rds.create_db_instance(**call(rds, "CreateDBInstance", properties))["DBInstance"]
    return rds_backends[account_id][region_name].databases[made["DBInstanceIdentifier"]]


# moto has neither of these two. It tells a model's service by its module.
class WaitConditionHandle(CloudFormationModel):
    __module__ = "moto.cloudformation.models"
    physical_resource_id = "https://cloudformation-waitcondition-us-east-1.s3.amazonaws.com/rehearsal"

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return "AWS::CloudFormation::WaitConditionHandle"

    @classmethod
    def create_from_cloudformation_json(cls, *_, **__):
        return cls()

    def delete(self, account_id, region_name):
        pass


class EipAssociation(CloudFormationModel):
    __module__ = "moto.ec2.models"

    def __init__(self, properties, region_name):
        self.ec2 = client("ec2", region_name)
        self.physical_resource_id = self.ec2.associate_address(
            AllocationId=properties["AllocationId"], InstanceId=properties["InstanceId"]
        )["AssociationId"]

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return "AWS::EC2::EIPAssociation"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        return cls(cloudformation_json["Properties"], region_name)

    def delete(self, account_id, region_name):
        self.ec2.disassociate_address(AssociationId=self.physical_resource_id)


# moto writes the header Date, and so would the server below it: two of them stop the SDK's clock.
def send_response(self, code, message=None):
    self.log_request(code)
    self.send_response_only(code, message)


WSGIRequestHandler.send_response = send_response
parsing.NULL_MODELS.remove(WaitConditionHandle.cloudformation_type())
Instance.create_from_cloudformation_json = classmethod(run_instance)
DBInstance.create_from_cloudformation_json = classmethod(create_database)
# moto knows an address by its allocation only.
ElasticAddress.get_cfn_attribute = lambda self, name: {"PublicIp": self.public_ip, "AllocationId": self.allocation_id}[name]
ElasticAddress.has_cfn_attr = classmethod(lambda cls, name: name in ("PublicIp", "AllocationId"))
main(["--host", "127.0.0.1", "--port", PORT])
