/** What the image of a release, what runs it and the load balancer before it agree on. */
export const container = {
  /** TCP port that the API listens on in its container. */
  port: 3000,
  /** Where the entries of the release archive are, and where commands are started. */
  workingDirectory: '/opt/waffle-backend/current',
  /** Whoever the image runs as: it owns none of the release. */
  user: '65532:65532',
  node: '/usr/local/bin/node',
  /** Trust anchors of RDS, PEM: they come with the image, as its tasks reach nothing outside of AWS. */
  databaseCaFile: '/etc/waffle-backend/database-ca.pem',
} as const;
