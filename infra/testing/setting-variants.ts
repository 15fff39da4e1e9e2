/** Settings that change what the template is made of, each with what is special about it. */
export const settingVariants: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['the settings of cdk.json', {}],
  ['a domain and its certificate', { domain: 'api.example.com', certificateEmail: 'you@example.com' }],
  ['SSH from one address', { sshAddress: '203.0.113.7/32', sshKeyName: 'laptop' }],
  ['Debian', { machineImage: 'debian13' }],
  ['an ARM server', { instanceType: 't4g.micro', databaseInstanceClass: 'db.t4g.micro' }],
  ['Debian on ARM', { machineImage: 'debian13', instanceType: 't4g.small' }],
  [
    'trust anchors in S3',
    { domain: 'api.example.com', acmeCaUrl: 's3://anchors/acme.pem', databaseCaUrl: 's3://anchors/rds.pem' },
  ],
  ['a final snapshot and no backups', { databaseOnDelete: 'snapshot', databaseBackupDays: 0 }],
  ['termination protection', { terminationProtection: 'on' }],
  ['a record in Route 53', { domain: 'api.example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' }],
  ['a budget', { budgetEmail: 'you@example.com' }],
  [
    'a budget in another region',
    { budgetEmail: 'you@example.com', region: 'eu-north-1', instanceType: 't3.micro' },
  ],
  ['working hours', { workingHours: 'Mon-Fri 08:00-18:00', timeZone: 'Asia/Seoul' }],
  ['a time to live', { timeToLive: '8h' }],
  ['another project', { projectName: 'pancake' }],
];
