import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType, Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { MysqlDatabase } from './mysql-database';

export const stack = new Stack(new App(), 'example');
const vpc = new Vpc(stack, 'Vpc', {
  natGateways: 0,
  subnetConfiguration: [{ name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED }],
}) as IVpc;

const database = new MysqlDatabase(stack, 'Database', {
  vpc,
  subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  availabilityZone: vpc.availabilityZones[0] ?? '',
  securityGroup: new SecurityGroup(stack, 'Group', { vpc }),
  name: 'my-api-db',
  passwordParameterName: '/my-api/database/password',
  onDelete: 'snapshot',
  timeZone: 'Asia/Seoul',
  keepAutomatedBackups: { reason: 'marks are due a week after the stack is gone' },
});

new CfnOutput(stack, 'Endpoint', { value: `${database.host}:${database.port}` });
