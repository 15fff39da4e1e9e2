import type { LazyVerb } from './verb';

/**
 * The words of the command line, in the order in which one needs them. Only the verb that was typed is loaded, so that the help answers at
 * once; `verbs.test.ts` holds each line against the verb's own.
 */
export const verbs: readonly LazyVerb[] = [
  {
    name: 'plan',
    summary:
      'show what the stacks cost a month, what the Free Tier guard finds, and what a change set would end',
    load: async () => (await import('./commands/plan')).planVerb,
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
    name: 'rehearse',
    summary: 'rehearse the whole deploy on this machine, offline and free',
    load: async () => (await import('./commands/rehearse')).rehearseVerb,
  },
  {
    name: 'local',
    summary: 'run the API, Nginx, Redis and MySQL or MariaDB on one loopback port, for development',
    load: async () => (await import('./commands/local')).localVerb,
  },
  {
    name: 'bench',
    summary: 'measure the list of seminars beside its peers',
    load: async () => (await import('./commands/bench')).benchVerb,
  },
];
