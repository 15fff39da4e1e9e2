/** Outputs of the stack, by name: what a person reads after a deploy and what the commands look up. */
export const stackOutputs = {
  /** Public IPv4 address of the server. */
  serverAddress: 'ServerAddress',
  /** `https://…/api/v1/`, by the domain when there is one. */
  apiUrl: 'ApiUrl',
  /** Only with a domain and without its zone: the record to enter at one's registrar, as a line of a zone file. */
  dnsRecord: 'DnsRecord',
  /** Only with a time to live: when the stack deletes itself, ISO 8601 in UTC. */
  deletionTime: 'DeletionTime',
  /** `host:port`, reachable from the server only. */
  databaseEndpoint: 'DatabaseEndpoint',
  /** Only with `mediaStorage=s3`: name of the bucket of uploaded pictures. */
  mediaBucket: 'MediaBucket',
  instanceId: 'InstanceId',
  /** Id of the release that the stack brings. */
  releaseId: 'ReleaseId',
  /** Where that is, `s3://bucket/key`; the parameter of the same purpose follows what serves. */
  releaseUrl: 'ReleaseUrl',
  /** Opens a shell on the server without an open port. */
  sessionCommand: 'SessionCommand',
  /** Of the topology scale-out: where the images of the releases are pushed to, without a tag. */
  imageRepository: 'ImageRepository',
  /** Name of the load balancer in the DNS, under which it is known whatever the domain's record says. */
  balancerHost: 'BalancerHost',
  /** Name of the cluster that the service and the migrations run in. */
  cluster: 'ClusterName',
  /** Family and revision of the task that applies the migrations of the release `ReleaseId`. */
  migrationTask: 'MigrationTask',
  /** Where tasks run: ids of subnets, with a comma between them. */
  taskSubnets: 'TaskSubnets',
  taskSecurityGroup: 'TaskSecurityGroup',
  /** `host:port` of what answers reads only, with commas between them. */
  databaseReplicas: 'DatabaseReplicas',
} as const;
