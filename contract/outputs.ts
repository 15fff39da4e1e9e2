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
  instanceId: 'InstanceId',
  /** Id of the release that the stack brings. */
  releaseId: 'ReleaseId',
  /** Where that is, `s3://bucket/key`; the parameter of the same purpose follows what serves. */
  releaseUrl: 'ReleaseUrl',
  /** Opens a shell on the server without an open port. */
  sessionCommand: 'SessionCommand',
} as const;
