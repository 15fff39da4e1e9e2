/** Names of what a deploy makes in the account; tag `Name` where AWS shows tags. */
export const defaultProjectName = 'waffle-backend';

export const resourceNames = (projectName: string) => ({
  server: `${projectName}-server`,
  database: `${projectName}-db`,
  /** Shared by server and database. */
  securityGroup: projectName,
});
