# The resource types of the topology scale-out, beside those of one server: see resource_types.py.
import json

import containers
from apis import call, client
from moto.acm.models import acm_backends
from moto.elbv2.models import elbv2_backends
from moto.moto_api._internal import mock_random
from resource_types import Ec2Type, ResourceType, changed, key_values, of, permission


# Of load balancers and target groups: 32 characters at most.
def short_name(place):
    return f"{place.stack.name[:8]}-{place.logical_id[:6]}-{mock_random.get_random_hex(12)}"


def small_tags(tags):
    return [{"key": key, "value": value} for key, value in tags.items()]


# --- network


@of("AWS::EC2::VPCEndpoint")
class Endpoint(Ec2Type):
    replaces = {"ServiceName", "VpcEndpointType", "VpcId"}

    def create(self, place, properties):
        wanted = {**properties, "PolicyDocument": None, "Tags": None}
        endpoint = call("ec2", place.region, "CreateVpcEndpoint", wanted)["VpcEndpoint"]
        return endpoint["VpcEndpointId"], {"Id": endpoint["VpcEndpointId"]}

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).delete_vpc_endpoints(VpcEndpointIds=[physical_id])


@of("AWS::EC2::SecurityGroupEgress")
class SecurityGroupEgress(ResourceType):
    def create(self, place, properties):
        rules = client("ec2", place.region).authorize_security_group_egress(
            GroupId=properties["GroupId"], IpPermissions=[permission(properties)]
        )["SecurityGroupRules"]
        return rules[-1]["SecurityGroupRuleId"], {"Id": rules[-1]["SecurityGroupRuleId"]}

    def delete(self, place, physical_id, properties):
        client("ec2", place.region).revoke_security_group_egress(
            GroupId=properties["GroupId"], IpPermissions=[permission(properties)]
        )


# --- load balancer


class BalancerType(ResourceType):
    # Not by AddTags: AWS refuses `aws:` there, which CloudFormation writes.
    def tag(self, place, physical_id, tags):
        elbv2_backends[place.account][place.region].tagging_service.tag_resource(physical_id, key_values(tags))


@of("AWS::ElasticLoadBalancingV2::LoadBalancer")
class Balancer(BalancerType):
    replaces = {"Name", "Scheme", "Type"}

    def create(self, place, properties):
        wanted = {**properties, "Name": properties.get("Name") or short_name(place), "Tags": None}
        made = call("elbv2", place.region, "CreateLoadBalancer", wanted)["LoadBalancers"][0]
        return made["LoadBalancerArn"], {
            "LoadBalancerArn": made["LoadBalancerArn"],
            "DNSName": made["DNSName"],
            "CanonicalHostedZoneID": made["CanonicalHostedZoneId"],
            "LoadBalancerFullName": made["LoadBalancerArn"].split(":loadbalancer/")[1],
            "LoadBalancerName": made["LoadBalancerName"],
            "SecurityGroups": properties.get("SecurityGroups", []),
        }

    def delete(self, place, physical_id, properties):
        client("elbv2", place.region).delete_load_balancer(LoadBalancerArn=physical_id)


@of("AWS::ElasticLoadBalancingV2::TargetGroup")
class TargetGroup(BalancerType):
    replaces = {"Name", "Port", "Protocol", "TargetType", "VpcId"}

    def create(self, place, properties):
        wanted = {**properties, "Name": properties.get("Name") or short_name(place), "Tags": None}
        made = call("elbv2", place.region, "CreateTargetGroup", wanted)["TargetGroups"][0]
        return made["TargetGroupArn"], {
            "TargetGroupArn": made["TargetGroupArn"],
            "TargetGroupName": made["TargetGroupName"],
            "TargetGroupFullName": made["TargetGroupArn"].rsplit(":", 1)[1],
        }

    def delete(self, place, physical_id, properties):
        client("elbv2", place.region).delete_target_group(TargetGroupArn=physical_id)


@of("AWS::ElasticLoadBalancingV2::Listener")
class Listener(BalancerType):
    replaces = {"LoadBalancerArn"}

    def create(self, place, properties):
        made = call("elbv2", place.region, "CreateListener", {**properties, "Tags": None})["Listeners"][0]
        return made["ListenerArn"], {"ListenerArn": made["ListenerArn"]}

    def delete(self, place, physical_id, properties):
        client("elbv2", place.region).delete_listener(ListenerArn=physical_id)


# CloudFormation enters the record that proves the domain and waits until ACM has seen it; here it is issued at once. The record stays,
# as it does there.
@of("AWS::CertificateManager::Certificate")
class Certificate(ResourceType):
    def create(self, place, properties):
        wanted = {name: properties[name] for name in ("DomainName", "ValidationMethod") if name in properties}
        arn = call("acm", place.region, "RequestCertificate", wanted)["CertificateArn"]
        self.bundle(place, arn).status = "ISSUED"
        return arn, {}

    def bundle(self, place, arn):
        return acm_backends[place.account][place.region]._certificates[arn]

    def tag(self, place, physical_id, tags):
        # moto refuses `aws:`, which CloudFormation writes.
        dict.update(self.bundle(place, physical_id).tags, tags)

    def delete(self, place, physical_id, properties):
        client("acm", place.region).delete_certificate(CertificateArn=physical_id)


# --- cache


class CacheType(ResourceType):
    kind = ""

    def tag(self, place, physical_id, tags):
        arn = f"arn:aws:elasticache:{place.region}:{place.account}:{self.kind}:{physical_id}"
        client("elasticache", place.region).add_tags_to_resource(ResourceName=arn, Tags=key_values(tags))


@of("AWS::ElastiCache::SubnetGroup")
class CacheSubnetGroup(CacheType):
    kind = "subnetgroup"
    replaces = {"CacheSubnetGroupName"}

    def create(self, place, properties):
        name = properties.get("CacheSubnetGroupName") or place.generated_name().lower()
        client("elasticache", place.region).create_cache_subnet_group(
            CacheSubnetGroupName=name,
            CacheSubnetGroupDescription=properties["Description"],
            SubnetIds=properties["SubnetIds"],
        )
        return name, {}

    def delete(self, place, physical_id, properties):
        client("elasticache", place.region).delete_cache_subnet_group(CacheSubnetGroupName=physical_id)


@of("AWS::ElastiCache::ReplicationGroup")
class CacheGroup(CacheType):
    kind = "replicationgroup"
    replaces = {"CacheSubnetGroupName", "ReplicationGroupId", "Port", "AtRestEncryptionEnabled"}

    def create(self, place, properties):
        name = properties.get("ReplicationGroupId") or f"{place.stack.name[:3]}{mock_random.get_random_hex(12)}"
        wanted = {**properties, "ReplicationGroupId": name, "Tags": None}
        made = call("elasticache", place.region, "CreateReplicationGroup", wanted)["ReplicationGroup"]
        endpoint = made["NodeGroups"][0]["PrimaryEndpoint"]
        return name, {
            "PrimaryEndPoint.Address": endpoint["Address"],
            "PrimaryEndPoint.Port": str(endpoint["Port"]),
        }

    def delete(self, place, physical_id, properties):
        client("elasticache", place.region).delete_replication_group(ReplicationGroupId=physical_id)


# --- containers


@of("AWS::ECR::Repository")
class Repository(ResourceType):
    replaces = {"EncryptionConfiguration", "RepositoryName"}

    def create(self, place, properties):
        name = properties.get("RepositoryName") or place.generated_name().lower()
        wanted = {**properties, "RepositoryName": name, "Tags": None}
        made = call("ecr", place.region, "CreateRepository", wanted)["repository"]
        return name, {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]}

    def tag(self, place, physical_id, tags):
        arn = f"arn:aws:ecr:{place.region}:{place.account}:repository/{physical_id}"
        client("ecr", place.region).tag_resource(resourceArn=arn, tags=key_values(tags))

    def delete(self, place, physical_id, properties):
        empty = str(properties.get("EmptyOnDelete", False)).lower() == "true"
        client("ecr", place.region).delete_repository(repositoryName=physical_id, force=empty)


@of("AWS::ECS::Cluster")
class Cluster(ResourceType):
    replaces = {"ClusterName"}

    def create(self, place, properties):
        wanted = {**properties, "ClusterName": properties.get("ClusterName") or place.generated_name(), "Tags": None}
        made = call("ecs", place.region, "CreateCluster", wanted)["cluster"]
        return made["clusterName"], {"Arn": made["clusterArn"]}

    def tag(self, place, physical_id, tags):
        arn = f"arn:aws:ecs:{place.region}:{place.account}:cluster/{physical_id}"
        client("ecs", place.region).tag_resource(resourceArn=arn, tags=small_tags(tags))

    def delete(self, place, physical_id, properties):
        client("ecs", place.region).delete_cluster(cluster=physical_id)


@of("AWS::ECS::TaskDefinition")
class TaskDefinition(ResourceType):
    def create(self, place, properties):
        made = call("ecs", place.region, "RegisterTaskDefinition", {**properties, "Tags": None})["taskDefinition"]
        return made["taskDefinitionArn"], {"TaskDefinitionArn": made["taskDefinitionArn"]}

    def tag(self, place, physical_id, tags):
        client("ecs", place.region).tag_resource(resourceArn=physical_id, tags=small_tags(tags))

    def delete(self, place, physical_id, properties):
        client("ecs", place.region).deregister_task_definition(taskDefinition=physical_id)


# CloudFormation waits for the rollout, and fails with the circuit breaker.
@of("AWS::ECS::Service")
class Service(ResourceType):
    replaces = {"Cluster", "LaunchType", "LoadBalancers", "SchedulingStrategy", "ServiceName"}

    def create(self, place, properties):
        # One where nobody says how many.
        wanted = {"DesiredCount": 1, **properties, "Tags": None}
        made = call("ecs", place.region, "CreateService", wanted)["service"]
        containers.await_rollout(place, made["serviceArn"])
        return made["serviceArn"], {"Name": made["serviceName"], "ServiceArn": made["serviceArn"]}

    def update(self, place, physical_id, old, new):
        if "TaskDefinition" not in changed(old, new):
            return
        client("ecs", place.region).update_service(
            cluster=new["Cluster"], service=physical_id, taskDefinition=new["TaskDefinition"]
        )
        containers.await_rollout(place, physical_id)

    def tag(self, place, physical_id, tags):
        client("ecs", place.region).tag_resource(resourceArn=physical_id, tags=small_tags(tags))

    def delete(self, place, physical_id, properties):
        client("ecs", place.region).delete_service(cluster=properties["Cluster"], service=physical_id, force=True)


# Raises the number of tasks to its least, as Application Auto Scaling does.
@of("AWS::ApplicationAutoScaling::ScalableTarget")
class ScalableTarget(ResourceType):
    replaces = {"ResourceId", "ScalableDimension", "ServiceNamespace"}

    def create(self, place, properties):
        self.update(place, "", {}, properties)
        parts = [properties[name] for name in ("ResourceId", "ScalableDimension", "ServiceNamespace")]
        return "|".join(parts), {"Id": "|".join(parts)}

    def update(self, place, physical_id, old, new):
        call("application-autoscaling", place.region, "RegisterScalableTarget", {**new, "RoleARN": None, "Tags": None})
        _, cluster, service = new["ResourceId"].split("/")
        client("ecs", place.region).update_service(cluster=cluster, service=service, desiredCount=int(new["MinCapacity"]))

    def delete(self, place, physical_id, properties):
        resource, dimension, namespace = physical_id.split("|")
        client("application-autoscaling", place.region).deregister_scalable_target(
            ServiceNamespace=namespace, ResourceId=resource, ScalableDimension=dimension
        )


@of("AWS::ApplicationAutoScaling::ScalingPolicy")
class ScalingPolicy(ResourceType):
    def wanted(self, properties):
        resource, dimension, namespace = properties["ScalingTargetId"].split("|")
        return {
            "PolicyName": properties["PolicyName"],
            "ServiceNamespace": namespace,
            "ResourceId": resource,
            "ScalableDimension": dimension,
        }

    def create(self, place, properties):
        wanted = {
            **self.wanted(properties),
            "PolicyType": properties["PolicyType"],
            "TargetTrackingScalingPolicyConfiguration": properties["TargetTrackingScalingPolicyConfiguration"],
        }
        arn = call("application-autoscaling", place.region, "PutScalingPolicy", wanted)["PolicyARN"]
        return arn, {"Arn": arn}

    def delete(self, place, physical_id, properties):
        client("application-autoscaling", place.region).delete_scaling_policy(**self.wanted(properties))


# --- what else


@of("AWS::Logs::LogGroup")
class LogGroup(ResourceType):
    replaces = {"LogGroupName"}

    def create(self, place, properties):
        name = properties.get("LogGroupName") or place.generated_name()
        client("logs", place.region).create_log_group(logGroupName=name)
        return name, {"Arn": f"arn:aws:logs:{place.region}:{place.account}:log-group:{name}:*"}

    def tag(self, place, physical_id, tags):
        client("logs", place.region).tag_log_group(logGroupName=physical_id, tags=tags)

    def delete(self, place, physical_id, properties):
        client("logs", place.region).delete_log_group(logGroupName=physical_id)


@of("AWS::CloudWatch::Alarm")
class Alarm(ResourceType):
    replaces = {"AlarmName"}

    def create(self, place, properties):
        name = properties.get("AlarmName") or place.generated_name()
        self.update(place, name, {}, properties)
        return name, {"Arn": f"arn:aws:cloudwatch:{place.region}:{place.account}:alarm:{name}"}

    def update(self, place, physical_id, old, new):
        wanted = {**new, "AlarmName": physical_id, "Tags": None}
        call("cloudwatch", place.region, "PutMetricAlarm", wanted)

    def tag(self, place, physical_id, tags):
        arn = f"arn:aws:cloudwatch:{place.region}:{place.account}:alarm:{physical_id}"
        client("cloudwatch", place.region).tag_resource(ResourceARN=arn, Tags=key_values(tags))

    def delete(self, place, physical_id, properties):
        client("cloudwatch", place.region).delete_alarms(AlarmNames=[physical_id])


@of("AWS::IAM::ManagedPolicy")
class ManagedPolicy(ResourceType):
    replaces = {"ManagedPolicyName", "Path", "Description"}

    def create(self, place, properties):
        arn = client("iam", place.region).create_policy(
            PolicyName=properties.get("ManagedPolicyName") or place.generated_name(),
            PolicyDocument=json.dumps(properties["PolicyDocument"]),
        )["Policy"]["Arn"]
        return arn, {"PolicyArn": arn}

    def delete(self, place, physical_id, properties):
        client("iam", place.region).delete_policy(PolicyArn=physical_id)
