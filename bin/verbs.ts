import type { LazyVerb } from './verb';

const onAws = 'On AWS:';
const onHere = 'On this machine:';

/**
 * The words of the command line, in the order in which one needs them. Only the verb that was typed is loaded, so that the help answers at
 * once; `verbs.test.ts` holds each line against the verb's own.
 */
export const verbs: readonly LazyVerb[] = [
  {
    name: 'init',
    group: onAws,
    summary: 'find out or ask what the settings need, and write them',
    load: async () => (await import('./commands/init')).initVerb,
  },
  {
    name: 'doctor',
    group: onAws,
    summary: 'check laptop and account, and print a block that is safe to paste',
    load: async () => (await import('./commands/doctor')).doctorVerb,
  },
  {
    name: 'plan',
    group: onAws,
    summary: 'show what a deploy would change, what it costs a month, and what the Free Tier guard finds',
    load: async () => (await import('./commands/plan')).planVerb,
  },
  {
    name: 'up',
    group: onAws,
    summary: 'put the API on AWS, or bring it to what the settings and the code say',
    load: async () => (await import('./commands/up')).upVerb,
  },
  {
    name: 'status',
    group: onAws,
    summary: 'show how everything is: instance, database, certificate, release, API, cost',
    load: async () => (await import('./commands/status')).statusVerb,
  },
  {
    name: 'deploy',
    group: onAws,
    summary: 'put a release into service: build, upload, switch, without a gap',
    load: async () => (await import('./commands/deploy')).deployVerb,
  },
  {
    name: 'rollback',
    group: onAws,
    summary: 'put the release that served before back into service',
    load: async () => (await import('./commands/rollback')).rollbackVerb,
  },
  {
    name: 'releases',
    group: onAws,
    summary: 'list the releases on the instance and in S3, and how each did',
    load: async () => (await import('./commands/releases')).releasesVerb,
  },
  {
    name: 'logs',
    group: onAws,
    summary: 'show what the API, Nginx, Redis and the deploys have logged',
    load: async () => (await import('./commands/logs')).logsVerb,
  },
  {
    name: 'ssh',
    group: onAws,
    summary: 'open a shell on the instance, without an open port',
    load: async () => (await import('./commands/ssh')).sshVerb,
  },
  {
    name: 'exec',
    group: onAws,
    summary: 'run a command on the instance as root, and end with its exit code',
    load: async () => (await import('./commands/exec')).execVerb,
  },
  {
    name: 'db',
    group: onAws,
    summary: 'open, dump and load the deployed database, which stays private',
    load: async () => (await import('./commands/db')).dbVerb,
  },
  {
    name: 'move',
    group: onAws,
    summary: 'bring the data of one server to a project on many machines, or back, while clients go on',
    load: async () => (await import('./commands/move')).moveVerb,
  },
  {
    name: 'results',
    group: onAws,
    summary: 'collect the evidence that it works: tables, answers, pictures, one page',
    load: async () => (await import('./commands/results')).resultsVerb,
  },
  {
    name: 'cost',
    group: onAws,
    summary: 'show what this month costs so far and by its end, and how long the credits last',
    load: async () => (await import('./commands/cost')).costVerb,
  },
  {
    name: 'guard',
    group: onAws,
    summary: 'show what runs in every region on the same credits, whose it is, and how long they last',
    load: async () => (await import('./commands/guard')).guardVerb,
  },
  {
    name: 'pause',
    group: onAws,
    summary: 'stop server and database; the data stays, and the disks and the address still cost',
    load: async () => (await import('./commands/pause')).pauseVerb,
  },
  {
    name: 'resume',
    group: onAws,
    summary: 'start database and server again, and wait until the API answers',
    load: async () => (await import('./commands/resume')).resumeVerb,
  },
  {
    name: 'allow-ip',
    group: onAws,
    summary: 'let your address in at port 22 instead of the one before',
    load: async () => (await import('./commands/allow-ip')).allowIpVerb,
  },
  {
    name: 'down',
    group: onAws,
    summary: 'delete the project from AWS, and prove that nothing of it is billed any more',
    load: async () => (await import('./commands/down')).downVerb,
  },
  {
    name: 'local',
    group: onHere,
    summary: 'run the API, Nginx, Redis and MySQL or MariaDB on one loopback port, for development',
    load: async () => (await import('./commands/local')).localVerb,
  },
  {
    name: 'rehearse',
    group: onHere,
    summary: 'rehearse the whole deploy on this machine, offline and free',
    load: async () => (await import('./commands/rehearse')).rehearseVerb,
  },
  {
    name: 'check',
    group: onHere,
    summary: 'check the settings of the API, and with --deploy whether they are safe for production',
    load: async () => (await import('./commands/check')).checkVerb,
  },
  {
    name: 'release',
    group: onHere,
    summary: 'build the release archive that an instance runs',
    load: async () => (await import('./commands/release')).releaseVerb,
  },
  {
    name: 'bench',
    group: onHere,
    summary: 'measure the list of seminars beside its peers',
    load: async () => (await import('./commands/bench')).benchVerb,
  },
];
