/** Names of what a deploy makes in the account; tag `Name` where AWS shows tags. */
export const defaultProjectName = 'waffle-backend';

export const resourceNames = (projectName: string) => ({
  server: `${projectName}-server`,
  database: `${projectName}-db`,
  cache: `${projectName}-cache`,
  /** Stack of what a release changes in the topology scale-out; what keeps data is in the project's. */
  serviceStack: `${projectName}-service`,
  /** Family of the tasks that apply migrations. */
  migrations: `${projectName}-migrate`,
  /** Of the tasks. */
  logGroup: `/${projectName}/tasks`,
  /** Shared by server and database. */
  securityGroup: projectName,
  /** Group, schedule and, with the region behind it, role of what keeps a paused database stopped; tagged `project` where AWS has tags. */
  pause: `${projectName}-pause`,
});
