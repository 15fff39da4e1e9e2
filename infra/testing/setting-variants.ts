/** The guard asks who pays for it, and why. */
export const finalSnapshot = {
  databaseOnDelete: 'snapshot',
  paidChoices: { 'FreeTier-FinalSnapshot': 'the data is worth what the snapshot costs' },
};

/** The least that many machines want: a name, and a reason for each part that costs money. */
export const scaleOut = {
  topology: 'scale-out',
  domain: 'api.example.com',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  paidChoices: {
    'FreeTier-Fargate': 'the load has outgrown one machine',
    'FreeTier-LoadBalancer': 'several tasks answer to one name',
    'FreeTier-InterfaceEndpoint': 'the tasks have no way out but these',
    'FreeTier-ElastiCache': 'all tasks share one cache',
    'FreeTier-MultiAz': 'the database outlives the zone that it is in',
  },
};

/** Settings that change what the template is made of, each with what is special about it. */
export const settingVariants: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['the settings of cdk.json', {}],
  ['a domain and its certificate', { domain: 'api.example.com', certificateEmail: 'you@example.com' }],
  ['SSH from one address', { sshAddress: '203.0.113.7/32', sshKeyName: 'laptop' }],
  ['Debian', { machineImage: 'debian13' }],
  ['Ubuntu', { machineImage: 'ubuntu2404' }],
  ['an ARM server', { instanceType: 't4g.micro', databaseInstanceClass: 'db.t4g.micro' }],
  ['Debian on ARM', { machineImage: 'debian13', instanceType: 't4g.small' }],
  [
    'trust anchors in S3',
    { domain: 'api.example.com', acmeCaUrl: 's3://anchors/acme.pem', databaseCaUrl: 's3://anchors/rds.pem' },
  ],
  ['a final snapshot and no backups', { ...finalSnapshot, databaseBackupDays: 0 }],
  ['pictures in S3', { mediaStorage: 's3' }],
  ['termination protection', { terminationProtection: 'on' }],
  ['a record in Route 53', { domain: 'api.example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' }],
  ['a budget', { budgetEmail: 'you@example.com' }],
  [
    'a budget in another region',
    { budgetEmail: 'you@example.com', region: 'eu-north-1', instanceType: 't3.micro' },
  ],
  ['working hours', { workingHours: 'Mon-Fri 08:00-18:00', timeZone: 'Asia/Seoul' }],
  ['a time to live', { timeToLive: '8h' }],
  [
    'everything that can be had on request',
    {
      // It has no budgets, nor t2.micro.
      region: 'eu-north-1',
      instanceType: 't3.micro',
      domain: 'api.example.com',
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      budgetEmail: 'you@example.com',
      workingHours: 'Mon-Fri 00:05-18:00',
      timeToLive: '3d',
      mediaStorage: 's3',
    },
  ],
  ['another project', { projectName: 'pancake' }],
  ['many machines', scaleOut],
  [
    'many machines with all they can have',
    {
      ...scaleOut,
      // It has no budgets.
      region: 'eu-north-1',
      databaseReadReplicas: 1,
      databaseInstanceClass: 'db.t4g.micro',
      databaseOnDelete: 'snapshot',
      terminationProtection: 'on',
      cacheNodeType: 'cache.t4g.small',
      taskCpu: 1024,
      ecsExec: 'on',
      alarmEmail: 'you@example.com',
      budgetEmail: 'you@example.com',
      paidChoices: {
        ...scaleOut.paidChoices,
        ...finalSnapshot.paidChoices,
        'FreeTier-ReadReplica': 'reports read without a burden on the API',
      },
    },
  ],
  ['roles of a pipeline', { githubRepository: 'octocat@583231/my-api@1296269' }],
];
