import type { LazyVerb } from './verb';

/**
 * The words of the command line, in the order in which one needs them. Only the verb that was typed is loaded, so that the help answers at
 * once; `verbs.test.ts` holds each line against the verb's own.
 */
export const verbs: readonly LazyVerb[] = [
  {
    name: 'init',
    summary: 'find out or ask what the settings need, and write them',
    load: async () => (await import('./commands/init')).initVerb,
  },
  {
    name: 'plan',
    summary: 'show what a deploy would change, what it costs a month, and what the Free Tier guard finds',
    load: async () => (await import('./commands/plan')).planVerb,
  },
  {
    name: 'up',
    summary: 'put the API on AWS, or bring it to what the settings and the code say',
    load: async () => (await import('./commands/up')).upVerb,
  },
  {
    name: 'deploy',
    summary: 'put a release into service: build, upload, switch, without a gap',
    load: async () => (await import('./commands/deploy')).deployVerb,
  },
  {
    name: 'rollback',
    summary: 'put the release that served before back into service',
    load: async () => (await import('./commands/rollback')).rollbackVerb,
  },
  {
    name: 'releases',
    summary: 'list the releases on the instance and in S3, and how each did',
    load: async () => (await import('./commands/releases')).releasesVerb,
  },
  {
    name: 'status',
    summary: 'show how everything is: instance, database, certificate, release, API, cost',
    load: async () => (await import('./commands/status')).statusVerb,
  },
  {
    name: 'logs',
    summary: 'show what the API, Nginx, Redis and the deploys have logged',
    load: async () => (await import('./commands/logs')).logsVerb,
  },
  {
    name: 'ssh',
    summary: 'open a shell on the instance, without an open port',
    load: async () => (await import('./commands/ssh')).sshVerb,
  },
  {
    name: 'exec',
    summary: 'run a command on the instance as root, and end with its exit code',
    load: async () => (await import('./commands/exec')).execVerb,
  },
  {
    name: 'db',
    summary: 'open, dump and load the deployed database, which stays private',
    load: async () => (await import('./commands/db')).dbVerb,
  },
  {
    name: 'allow-ip',
    summary: 'let your address in at port 22 instead of the one before',
    load: async () => (await import('./commands/allow-ip')).allowIpVerb,
  },
  {
    name: 'down',
    summary: 'delete the project from AWS, and prove that nothing of it is billed any more',
    load: async () => (await import('./commands/down')).downVerb,
  },
  {
    name: 'local',
    summary: 'run the API, Nginx, Redis and MySQL or MariaDB on one loopback port, for development',
    load: async () => (await import('./commands/local')).localVerb,
  },
  {
    name: 'rehearse',
    summary: 'rehearse the whole deploy on this machine, offline and free',
    load: async () => (await import('./commands/rehearse')).rehearseVerb,
  },
  {
    name: 'check',
    summary: 'check the settings of the API, and with --deploy whether they are safe for production',
    load: async () => (await import('./commands/check')).checkVerb,
  },
  {
    name: 'release',
    summary: 'build the release archive that an instance runs',
    load: async () => (await import('./commands/release')).releaseVerb,
  },
  {
    name: 'bench',
    summary: 'measure the list of seminars beside its peers',
    load: async () => (await import('./commands/bench')).benchVerb,
  },
];
