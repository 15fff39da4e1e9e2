/** Outputs of the stack, by name: what a person reads after a deploy and what the commands look up. */
export const stackOutputs = {
  /** Public IPv4 address of the server. */
  serverAddress: 'ServerAddress',
  /** `https://…/api/v1/`, by the domain when there is one. */
  apiUrl: 'ApiUrl',
  /** `host:port`, reachable from the server only. */
  databaseEndpoint: 'DatabaseEndpoint',
  instanceId: 'InstanceId',
  /** Id of the release that a new server starts with. */
  releaseId: 'ReleaseId',
  /** Opens a shell on the server without an open port. */
  sessionCommand: 'SessionCommand',
} as const;
