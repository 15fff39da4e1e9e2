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
    name: 'cost',
    summary: 'show what this month costs so far and by its end, and how long the credits last',
    load: async () => (await import('./commands/cost')).costVerb,
  },
  {
    name: 'guard',
    summary: 'show what runs in every region on the same credits, whose it is, and how long they last',
    load: async () => (await import('./commands/guard')).guardVerb,
  },
  {
    name: 'pause',
    summary: 'stop server and database; the data stays, and the disks and the address still cost',
    load: async () => (await import('./commands/pause')).pauseVerb,
  },
  {
    name: 'resume',
    summary: 'start database and server again, and wait until the API answers',
    load: async () => (await import('./commands/resume')).resumeVerb,
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
