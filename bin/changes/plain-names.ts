/** What a type of CloudFormation is to someone who does not know CloudFormation. */
interface PlainName {
  readonly name: string;
  /** Worth a line of its own while it is made: it takes long, costs, or is what one looks for afterwards. */
  readonly shown?: true;
}

const plainNames: Readonly<Record<string, PlainName>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': { name: 'the least and the most of its tasks' },
  'AWS::ApplicationAutoScaling::ScalingPolicy': { name: 'when there are more tasks' },
  'AWS::Budgets::Budget': { name: 'the budget', shown: true },
  'AWS::CertificateManager::Certificate': { name: 'the certificate', shown: true },
  'AWS::CloudFormation::WaitCondition': { name: 'the first boot', shown: true },
  'AWS::CloudFormation::WaitConditionHandle': { name: 'the signal of the first boot' },
  'AWS::CloudWatch::Alarm': { name: 'an alarm' },
  'AWS::EC2::EIP': { name: 'the public address', shown: true },
  'AWS::EC2::EIPAssociation': { name: 'the address of the server' },
  'AWS::EC2::Instance': { name: 'the server', shown: true },
  'AWS::EC2::InternetGateway': { name: 'the way to the internet' },
  'AWS::EC2::LaunchTemplate': { name: 'how the server is launched' },
  'AWS::EC2::Route': { name: 'a route' },
  'AWS::EC2::RouteTable': { name: 'a route table' },
  'AWS::EC2::SecurityGroup': { name: 'the security group', shown: true },
  'AWS::EC2::SecurityGroupEgress': { name: 'a rule of the security group' },
  'AWS::EC2::SecurityGroupIngress': { name: 'a rule of the security group' },
  'AWS::EC2::Subnet': { name: 'a subnet' },
  'AWS::EC2::SubnetRouteTableAssociation': { name: 'the routes of a subnet' },
  'AWS::EC2::VPC': { name: 'the network', shown: true },
  'AWS::EC2::VPCEndpoint': { name: 'an endpoint of the network', shown: true },
  'AWS::EC2::VPCGatewayAttachment': { name: 'the network’s way to the internet' },
  'AWS::ECR::Repository': { name: 'a repository of images', shown: true },
  'AWS::ECS::Cluster': { name: 'the cluster' },
  'AWS::ECS::Service': { name: 'the service', shown: true },
  'AWS::ECS::TaskDefinition': { name: 'what a task is' },
  'AWS::ElastiCache::ReplicationGroup': { name: 'the cache', shown: true },
  'AWS::ElastiCache::SubnetGroup': { name: 'the subnets of the cache' },
  'AWS::ElasticLoadBalancingV2::Listener': { name: 'a port of the load balancer' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { name: 'the load balancer', shown: true },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { name: 'the targets of the load balancer' },
  'AWS::IAM::InstanceProfile': { name: 'the role on the server' },
  'AWS::IAM::ManagedPolicy': { name: 'a policy' },
  'AWS::IAM::Policy': { name: 'a policy' },
  'AWS::IAM::Role': { name: 'a role', shown: true },
  'AWS::Logs::LogGroup': { name: 'the log' },
  'AWS::RDS::DBInstance': { name: 'the database', shown: true },
  'AWS::RDS::DBParameterGroup': { name: 'the parameters of the database' },
  'AWS::RDS::DBSubnetGroup': { name: 'the subnets of the database' },
  'AWS::Route53::RecordSet': { name: 'the DNS record', shown: true },
  'AWS::S3::Bucket': { name: 'a bucket', shown: true },
  'AWS::S3::BucketPolicy': { name: 'the policy of the bucket' },
  'AWS::SSM::Parameter': { name: 'a setting of the server' },
  'AWS::Scheduler::Schedule': { name: 'a schedule', shown: true },
  'AWS::Scheduler::ScheduleGroup': { name: 'the schedules’ group' },
};

/** `the server`; of a type that the stacks do not have, its own name. */
export const plainName = (type: string) => plainNames[type]?.name ?? type.replace(/^AWS::/, '');

export const isShown = (type: string) => plainNames[type]?.shown ?? false;

/** Types that have a name, for the test that holds them against the stacks. */
export const namedTypes = Object.keys(plainNames);
