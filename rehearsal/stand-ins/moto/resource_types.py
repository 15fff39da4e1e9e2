# The resource types that our stacks and the bootstrap are made of, each with how it is made, changed and deleted through
# moto's API. moto's own CloudFormation models take a handful of the properties, drop tags and descriptions, and delete
# half of what they made. A type that is not here is left to them.
import json

from apis import call, client
from moto.ec2.models import ec2_backends

TYPES = {}


class ResourceType:
    # Properties whose change replaces the resource ("Update requires: Replacement" in AWS's reference of the type).
    # None: any but the tags.
    replaces = None
    # Those of which AWS says "Some interruptions" or conditionally; ours boot from EBS, which keeps the instance.
    may_replace = ()
    # What CloudFormation does where the template does not say: everything but a database is deleted.
    default_deletion = "Delete"

    def create(self, place, properties):
        """(physical id, attributes)"""

    def update(self, place, physical_id, old, new):
        pass

    def tag(self, place, physical_id, tags):
        pass

    def delete(self, place, physical_id, properties):
        pass


def of(name):
    def register(cls):
        TYPES[name] = cls()
        return cls

    return register


def changed(old, new):
    return [name for name in {**old, **new} if name != "Tags" and old.get(name) != new.get(name)]


def key_values(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


# --- EC2


class Ec2Type(ResourceType):
    def tag(self, place, physical_id, tags):
        # Not by CreateTags: it refuses `aws:`, which CloudFormation writes.
        ec2_backends[place.account][place.region].create_tags([self.tagged_id(place, physical_id)], tags)

    def tagged_id(self, place, physical_id):
        return physical_id


@of("AWS::EC2::VPC")
class Vpc(Ec2Type):
    replaces = {"CidrBlock", "Ipv4IpamPoolId", "Ipv4NetmaskLength"}

    def create(self, place, properties):
        vpc = call("ec2", place.region, "CreateVpc", properties)["Vpc"]
        self.update(place, vpc["VpcId"], {}, properties)
        return vpc["VpcId"], {"VpcId": vpc["VpcId"], "CidrBlock": vpc["CidrBlock"]}

    def update(self, place, physical_id, old, new):
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            if new.get(name) is not None and old.get(name) != new[name]:
                call("ec2", place.region, "ModifyVpcAttribute", {"VpcId": physical_id, name: {"Value": new[name]}})

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).delete_vpc(VpcId=physical_id)


@of("AWS::EC2::Subnet")
class Subnet(Ec2Type):
    replaces = {"AvailabilityZone", "CidrBlock", "VpcId"}

    def create(self, place, properties):
        subnet = call("ec2", place.region, "CreateSubnet", properties)["Subnet"]
        self.update(place, subnet["SubnetId"], {}, properties)
        return subnet["SubnetId"], {name: subnet[name] for name in ("SubnetId", "VpcId", "AvailabilityZone", "CidrBlock")}

    def update(self, place, physical_id, old, new):
        value = str(new.get("MapPublicIpOnLaunch", False)).lower() == "true"
        client("ec2", place.region).modify_subnet_attribute(SubnetId=physical_id, MapPublicIpOnLaunch={"Value": value})

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).delete_subnet(SubnetId=physical_id)


@of("AWS::EC2::InternetGateway")
class InternetGateway(Ec2Type):
    def create(self, place, properties):
        gateway = client("ec2", place.region).create_internet_gateway()["InternetGateway"]
        return gateway["InternetGatewayId"], {"InternetGatewayId": gateway["InternetGatewayId"]}

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).delete_internet_gateway(InternetGatewayId=physical_id)


@of("AWS::EC2::VPCGatewayAttachment")
class VpcGatewayAttachment(ResourceType):
    def create(self, place, properties):
        call("ec2", place.region, "AttachInternetGateway", properties)
        return f"IGW|{properties['VpcId']}", {}

    def delete(self, place, physical_id, properties):
        call("ec2", place.region, "DetachInternetGateway", properties)


@of("AWS::EC2::RouteTable")
class RouteTable(Ec2Type):
    def create(self, place, properties):
        table = call("ec2", place.region, "CreateRouteTable", properties)["RouteTable"]
        return table["RouteTableId"], {"RouteTableId": table["RouteTableId"]}

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).delete_route_table(RouteTableId=physical_id)


@of("AWS::EC2::Route")
class Route(ResourceType):
    def create(self, place, properties):
        call("ec2", place.region, "CreateRoute", properties)
        return f"{properties['RouteTableId']}|{properties['DestinationCidrBlock']}", {}

    def delete(self, place, physical_id, properties):
        call("ec2", place.region, "DeleteRoute", properties)


@of("AWS::EC2::SubnetRouteTableAssociation")
class SubnetRouteTableAssociation(ResourceType):
    def create(self, place, properties):
        association = call("ec2", place.region, "AssociateRouteTable", properties)["AssociationId"]
        return association, {"Id": association}

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).disassociate_route_table(AssociationId=physical_id)


@of("AWS::EC2::EIP")
class Address(Ec2Type):
    def create(self, place, properties):
        address = call("ec2", place.region, "AllocateAddress", {"Domain": "vpc"})
        return address["PublicIp"], {"PublicIp": address["PublicIp"], "AllocationId": address["AllocationId"]}

    def tagged_id(self, place, physical_id):
        found = client("ec2", place.region).describe_addresses(PublicIps=[physical_id])
        return found["Addresses"][0]["AllocationId"]

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).release_address(AllocationId=self.tagged_id(place, physical_id))


@of("AWS::EC2::EIPAssociation")
class AddressAssociation(ResourceType):
    def create(self, place, properties):
        return call("ec2", place.region, "AssociateAddress", properties)["AssociationId"], {}

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).disassociate_address(AssociationId=physical_id)


def permissions(rules):
    return [permission(rule) for rule in rules]


def permission(rule):
    peer = rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId")
    about = {"Description": rule["Description"]} if "Description" in rule else {}
    return {
        "IpProtocol": str(rule["IpProtocol"]),
        **{name: int(rule[name]) for name in ("FromPort", "ToPort") if name in rule},
        **({"IpRanges": [{"CidrIp": rule["CidrIp"], **about}]} if "CidrIp" in rule else {}),
        **({"Ipv6Ranges": [{"CidrIpv6": rule["CidrIpv6"], **about}]} if "CidrIpv6" in rule else {}),
        **({"UserIdGroupPairs": [{"GroupId": peer, **about}]} if peer else {}),
    }


@of("AWS::EC2::SecurityGroup")
class SecurityGroup(Ec2Type):
    replaces = {"GroupDescription", "GroupName", "VpcId"}

    def create(self, place, properties):
        name = properties.get("GroupName") or place.generated_name()
        group = client("ec2", place.region).create_security_group(
            GroupName=name, Description=properties["GroupDescription"], VpcId=properties["VpcId"]
        )["GroupId"]
        self.update(place, group, {}, properties)
        return group, {"GroupId": group, "Id": group, "VpcId": properties["VpcId"]}

    def update(self, place, physical_id, old, new):
        ec2 = client("ec2", place.region)
        before, after = (every.get("SecurityGroupIngress", []) for every in (old, new))
        gone = permissions(rule for rule in before if rule not in after)
        come = permissions(rule for rule in after if rule not in before)
        if gone:
            ec2.revoke_security_group_ingress(GroupId=physical_id, IpPermissions=gone)
        if come:
            ec2.authorize_security_group_ingress(GroupId=physical_id, IpPermissions=come)

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).delete_security_group(GroupId=physical_id)


@of("AWS::EC2::SecurityGroupIngress")
class SecurityGroupIngress(ResourceType):
    def create(self, place, properties):
        ec2 = client("ec2", place.region)
        rules = ec2.authorize_security_group_ingress(
            GroupId=properties["GroupId"], IpPermissions=[permission(properties)]
        )["SecurityGroupRules"]
        return rules[0]["SecurityGroupRuleId"], {"Id": rules[0]["SecurityGroupRuleId"]}

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).revoke_security_group_ingress(
            GroupId=properties["GroupId"], IpPermissions=[permission(properties)]
        )


@of("AWS::EC2::LaunchTemplate")
class LaunchTemplate(Ec2Type):
    replaces = {"LaunchTemplateName"}

    def create(self, place, properties):
        made = call(
            "ec2", place.region, "CreateLaunchTemplate", {"LaunchTemplateName": place.generated_name(), **properties}
        )["LaunchTemplate"]
        return made["LaunchTemplateId"], {
            "LaunchTemplateId": made["LaunchTemplateId"],
            "LatestVersionNumber": "1",
            "DefaultVersionNumber": "1",
        }

    def update(self, place, physical_id, old, new):
        data = {"LaunchTemplateId": physical_id, "LaunchTemplateData": new["LaunchTemplateData"]}
        call("ec2", place.region, "CreateLaunchTemplateVersion", data)

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).delete_launch_template(LaunchTemplateId=physical_id)


@of("AWS::EC2::Instance")
class Instance(Ec2Type):
    replaces = {
        "AvailabilityZone",
        "BlockDeviceMappings",
        "ImageId",
        "KeyName",
        "LaunchTemplate",
        "NetworkInterfaces",
        "PrivateIpAddress",
        "SubnetId",
    }
    may_replace = ("InstanceType", "SecurityGroupIds", "UserData")

    def create(self, place, properties):
        wanted = dict(properties)
        template = wanted.pop("LaunchTemplate", None)
        zone = wanted.pop("AvailabilityZone", None)
        profile = wanted.pop("IamInstanceProfile", None)
        tags = key_values({tag["Key"]: tag["Value"] for tag in wanted.pop("Tags", [])})
        wanted.update(
            ImageId=wanted.get("ImageId") or self.image_of(place, template),
            MinCount=1,
            MaxCount=1,
            Placement={"AvailabilityZone": zone},
            IamInstanceProfile=profile and {"Name": profile},
            TagSpecifications=[{"ResourceType": "instance", "Tags": tags}] if tags else None,
        )
        instance = call("ec2", place.region, "RunInstances", wanted)["Instances"][0]
        return instance["InstanceId"], {
            "InstanceId": instance["InstanceId"],
            "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
            "PrivateIp": instance.get("PrivateIpAddress", ""),
            "PublicIp": instance.get("PublicIpAddress", ""),
        }

    # Launch templates name an image by `resolve:ssm:`, which EC2 resolves at the launch.
    def image_of(self, place, template):
        versions = client("ec2", place.region).describe_launch_template_versions(
            LaunchTemplateId=template["LaunchTemplateId"]
        )["LaunchTemplateVersions"]
        image = versions[-1]["LaunchTemplateData"]["ImageId"]
        if not image.startswith("resolve:ssm:"):
            return image
        name = image.removeprefix("resolve:ssm:")
        return client("ssm", place.region).get_parameter(Name=name)["Parameter"]["Value"]

    def update(self, place, physical_id, old, new):
        ec2 = client("ec2", place.region)
        if "InstanceType" in changed(old, new):
            ec2.stop_instances(InstanceIds=[physical_id])
            ec2.modify_instance_attribute(InstanceId=physical_id, InstanceType={"Value": new["InstanceType"]})
            ec2.start_instances(InstanceIds=[physical_id])
        if "DisableApiTermination" in changed(old, new):
            value = {"Value": str(new.get("DisableApiTermination", False)).lower() == "true"}
            ec2.modify_instance_attribute(InstanceId=physical_id, DisableApiTermination=value)
        if "SecurityGroupIds" in changed(old, new):
            ec2.modify_instance_attribute(InstanceId=physical_id, Groups=new["SecurityGroupIds"])

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).terminate_instances(InstanceIds=[physical_id])


# --- RDS


class RdsType(ResourceType):
    kind = ""

    def tag(self, place, physical_id, tags):
        arn = f"arn:aws:rds:{place.region}:{place.account}:{self.kind}:{physical_id}"
        client("rds", place.region).add_tags_to_resource(ResourceName=arn, Tags=key_values(tags))


@of("AWS::RDS::DBInstance")
class Database(RdsType):
    kind = "db"
    default_deletion = "Snapshot"
    replaces = {
        "CharacterSetName",
        "DBInstanceIdentifier",
        "DBName",
        "DBSubnetGroupName",
        "KmsKeyId",
        "MasterUsername",
        "StorageEncrypted",
        "Timezone",
    }

    def create(self, place, properties):
        wanted = self.api_words(properties)
        wanted.setdefault("DBInstanceIdentifier", place.generated_name().lower())
        made = call("rds", place.region, "CreateDBInstance", wanted)["DBInstance"]
        return made["DBInstanceIdentifier"], {
            "DBInstanceArn": made["DBInstanceArn"],
            "Endpoint.Address": made["Endpoint"]["Address"],
            "Endpoint.Port": str(made["Endpoint"]["Port"]),
        }

    def api_words(self, properties):
        wanted = dict(properties)
        groups = wanted.pop("VPCSecurityGroups", None)
        return {**wanted, "VpcSecurityGroupIds": groups}

    def update(self, place, physical_id, old, new):
        wanted = {name: new[name] for name in changed(old, new) if name in new}
        asked = {**self.api_words(wanted), "DBInstanceIdentifier": physical_id, "ApplyImmediately": True}
        call("rds", place.region, "ModifyDBInstance", asked)

    def delete(self, place, physical_id, properties):
        keeps = str(properties.get("DeleteAutomatedBackups", True)).lower() != "true"
        client("rds", place.region).delete_db_instance(
            DBInstanceIdentifier=physical_id, SkipFinalSnapshot=True, DeleteAutomatedBackups=not keeps
        )

    def snapshot(self, place, physical_id):
        name = place.generated_name("snapshot").lower()
        client("rds", place.region).create_db_snapshot(DBInstanceIdentifier=physical_id, DBSnapshotIdentifier=name)


@of("AWS::RDS::DBSubnetGroup")
class DatabaseSubnetGroup(RdsType):
    kind = "subgrp"
    replaces = {"DBSubnetGroupName"}

    def create(self, place, properties):
        name = (properties.get("DBSubnetGroupName") or place.generated_name()).lower()
        call("rds", place.region, "CreateDBSubnetGroup", {**properties, "DBSubnetGroupName": name})
        return name, {}

    def update(self, place, physical_id, old, new):
        call("rds", place.region, "ModifyDBSubnetGroup", {**new, "DBSubnetGroupName": physical_id})

    def delete(self, place, physical_id, properties):
        client("rds", place.region).delete_db_subnet_group(DBSubnetGroupName=physical_id)


@of("AWS::RDS::DBParameterGroup")
class DatabaseParameterGroup(RdsType):
    kind = "pg"
    replaces = {"Description", "Family", "DBParameterGroupName"}

    def create(self, place, properties):
        name = (properties.get("DBParameterGroupName") or place.generated_name()).lower()
        wanted = {**properties, "DBParameterGroupName": name, "DBParameterGroupFamily": properties["Family"]}
        call("rds", place.region, "CreateDBParameterGroup", wanted)
        self.update(place, name, {}, properties)
        return name, {"DBParameterGroupName": name}

    def update(self, place, physical_id, old, new):
        parameters = [
            {"ParameterName": name, "ParameterValue": str(value), "ApplyMethod": "pending-reboot"}
            for name, value in new.get("Parameters", {}).items()
        ]
        client("rds", place.region).modify_db_parameter_group(DBParameterGroupName=physical_id, Parameters=parameters)

    def delete(self, place, physical_id, properties):
        client("rds", place.region).delete_db_parameter_group(DBParameterGroupName=physical_id)


# --- SSM, IAM


@of("AWS::SSM::Parameter")
class Parameter(ResourceType):
    replaces = {"Name", "DataType"}

    def create(self, place, properties):
        name = properties.get("Name") or f"CFN-{place.generated_name()}"
        wanted = {key: value for key, value in properties.items() if key != "Tags"}
        call("ssm", place.region, "PutParameter", {**wanted, "Name": name})
        return name, {"Type": properties["Type"], "Value": properties["Value"]}

    def update(self, place, physical_id, old, new):
        wanted = {key: value for key, value in new.items() if key != "Tags"}
        call("ssm", place.region, "PutParameter", {**wanted, "Name": physical_id, "Overwrite": True})

    def tag(self, place, physical_id, tags):
        client("ssm", place.region).add_tags_to_resource(
            ResourceType="Parameter", ResourceId=physical_id, Tags=key_values(tags)
        )

    def delete(self, place, physical_id, properties):
        client("ssm", place.region).delete_parameter(Name=physical_id)


@of("AWS::IAM::Role")
class Role(ResourceType):
    replaces = {"Path", "RoleName"}

    def create(self, place, properties):
        name = properties.get("RoleName") or place.generated_name()
        document = json.dumps(properties["AssumeRolePolicyDocument"])
        wanted = {**properties, "RoleName": name, "AssumeRolePolicyDocument": document, "Tags": None}
        made = call("iam", place.region, "CreateRole", wanted)["Role"]
        self.put_policies(place, name, properties)
        return name, {"Arn": made["Arn"], "RoleId": made["RoleId"]}

    def put_policies(self, place, name, properties):
        iam = client("iam", place.region)
        for arn in properties.get("ManagedPolicyArns", []):
            iam.attach_role_policy(RoleName=name, PolicyArn=arn)
        for policy in properties.get("Policies", []):
            document = json.dumps(policy["PolicyDocument"])
            iam.put_role_policy(RoleName=name, PolicyName=policy["PolicyName"], PolicyDocument=document)

    def update(self, place, physical_id, old, new):
        self.drop_policies(place, physical_id)
        self.put_policies(place, physical_id, new)
        document = json.dumps(new["AssumeRolePolicyDocument"])
        client("iam", place.region).update_assume_role_policy(RoleName=physical_id, PolicyDocument=document)

    def drop_policies(self, place, name):
        iam = client("iam", place.region)
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
        for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])

    def tag(self, place, physical_id, tags):
        client("iam", place.region).tag_role(RoleName=physical_id, Tags=key_values(tags))

    def delete(self, place, physical_id, properties):
        self.drop_policies(place, physical_id)
        client("iam", place.region).delete_role(RoleName=physical_id)


@of("AWS::IAM::Policy")
class InlinePolicy(ResourceType):
    replaces = {"PolicyName"}

    def create(self, place, properties):
        self.update(place, "", {}, properties)
        return place.generated_name(), {}

    def update(self, place, physical_id, old, new):
        for role in new.get("Roles", []):
            client("iam", place.region).put_role_policy(
                RoleName=role, PolicyName=new["PolicyName"], PolicyDocument=json.dumps(new["PolicyDocument"])
            )

    def delete(self, place, physical_id, properties):
        for role in properties.get("Roles", []):
            client("iam", place.region).delete_role_policy(RoleName=role, PolicyName=properties["PolicyName"])


@of("AWS::IAM::InstanceProfile")
class InstanceProfile(ResourceType):
    replaces = {"InstanceProfileName", "Path"}

    def create(self, place, properties):
        name = properties.get("InstanceProfileName") or place.generated_name()
        iam = client("iam", place.region)
        made = iam.create_instance_profile(InstanceProfileName=name)["InstanceProfile"]
        for role in properties["Roles"]:
            iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role)
        return name, {"Arn": made["Arn"]}

    def update(self, place, physical_id, old, new):
        iam = client("iam", place.region)
        for role in old["Roles"]:
            iam.remove_role_from_instance_profile(InstanceProfileName=physical_id, RoleName=role)
        for role in new["Roles"]:
            iam.add_role_to_instance_profile(InstanceProfileName=physical_id, RoleName=role)

    def delete(self, place, physical_id, properties):
        iam = client("iam", place.region)
        for role in properties["Roles"]:
            iam.remove_role_from_instance_profile(InstanceProfileName=physical_id, RoleName=role)
        iam.delete_instance_profile(InstanceProfileName=physical_id)


# --- what a setting adds: schedules, budget, record


@of("AWS::Scheduler::ScheduleGroup")
class ScheduleGroup(ResourceType):
    replaces = {"Name"}

    def create(self, place, properties):
        name = properties.get("Name") or place.generated_name()
        arn = client("scheduler", place.region).create_schedule_group(Name=name)["ScheduleGroupArn"]
        return name, {"Arn": arn}

    def tag(self, place, physical_id, tags):
        arn = f"arn:aws:scheduler:{place.region}:{place.account}:schedule-group/{physical_id}"
        client("scheduler", place.region).tag_resource(ResourceArn=arn, Tags=key_values(tags))

    def delete(self, place, physical_id, properties):
        client("scheduler", place.region).delete_schedule_group(Name=physical_id)


@of("AWS::Scheduler::Schedule")
class Schedule(ResourceType):
    replaces = {"Name", "GroupName"}

    def create(self, place, properties):
        name = properties.get("Name") or place.generated_name()
        arn = call("scheduler", place.region, "CreateSchedule", {**properties, "Name": name})["ScheduleArn"]
        return name, {"Arn": arn}

    def update(self, place, physical_id, old, new):
        call("scheduler", place.region, "UpdateSchedule", {**new, "Name": physical_id})

    def delete(self, place, physical_id, properties):
        group = {"GroupName": properties["GroupName"]} if "GroupName" in properties else {}
        client("scheduler", place.region).delete_schedule(Name=physical_id, **group)


@of("AWS::Budgets::Budget")
class Budget(ResourceType):
    def create(self, place, properties):
        name = properties["Budget"].get("BudgetName") or place.generated_name()
        wanted = {**properties, "AccountId": place.account, "Budget": {**properties["Budget"], "BudgetName": name}}
        call("budgets", "us-east-1", "CreateBudget", wanted)
        return name, {}

    def delete(self, place, physical_id, properties):
        client("budgets", "us-east-1").delete_budget(AccountId=place.account, BudgetName=physical_id)


@of("AWS::Route53::RecordSet")
class RecordSet(ResourceType):
    replaces = {"HostedZoneId", "Name"}

    def change(self, place, action, properties):
        records = [{"Value": value} for value in properties.get("ResourceRecords", [])]
        alias = properties.get("AliasTarget") and {"EvaluateTargetHealth": False, **properties["AliasTarget"]}
        record = {**properties, "ResourceRecords": records or None, "AliasTarget": alias}
        changes = [{"Action": action, "ResourceRecordSet": record}]
        wanted = {"HostedZoneId": properties["HostedZoneId"], "ChangeBatch": {"Changes": changes}}
        call("route53", "us-east-1", "ChangeResourceRecordSets", wanted)

    def create(self, place, properties):
        self.change(place, "CREATE", properties)
        return properties["Name"], {}

    def update(self, place, physical_id, old, new):
        self.change(place, "UPSERT", new)

    def delete(self, place, physical_id, properties):
        self.change(place, "DELETE", properties)


# --- CloudFormation's own. Nobody boots here: a wait ends at once, unless a test says that it does not.


@of("AWS::CloudFormation::WaitConditionHandle")
class WaitConditionHandle(ResourceType):
    def create(self, place, properties):
        url = f"https://cloudformation-waitcondition-{place.region}.s3.{place.region}.amazonaws.com/{place.generated_name()}"
        return url, {}


@of("AWS::CloudFormation::WaitCondition")
class WaitCondition(ResourceType):
    def create(self, place, properties):
        return place.generated_name(), {"Data": "{}"}
