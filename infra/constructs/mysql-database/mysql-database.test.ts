import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { Network } from '../network/network';
import { SharedSecurityGroup } from '../shared-security-group/shared-security-group';
import { MysqlDatabase, type MysqlDatabaseProps } from './mysql-database';

const synthesizeDatabase = (props: Partial<MysqlDatabaseProps> = {}) => {
  const stack = createTestStack();
  const network = new Network(stack, 'Network');
  const { vpc, availabilityZone, databaseSubnets } = network;
  new MysqlDatabase(stack, 'Database', {
    vpc,
    subnets: databaseSubnets,
    availabilityZone,
    securityGroup: new SharedSecurityGroup(stack, 'Group', { vpc, name: 'waffle-backend' }).securityGroup,
    name: 'waffle-backend-db',
    passwordParameterName: '/waffle-backend/database/password',
    onDelete: 'delete',
    ...props,
  });
  const template = Template.fromStack(stack);
  const [json] = Object.values(template.findResources('AWS::RDS::DBInstance'));
  const properties = json?.['Properties'] as Record<string, unknown>;
  return { template, json, properties };
};

const parametersOf = (props: Partial<MysqlDatabaseProps> = {}) =>
  onlyResource(resourcesOf(synthesizeDatabase(props).template), 'AWS::RDS::DBParameterGroup').properties[
    'Parameters'
  ];

test('it is a small MySQL 8.4 on an encrypted gp3 disk', () => {
  expect(synthesizeDatabase().properties).toMatchObject({
    Engine: 'mysql',
    EngineVersion: '8.4.9',
    DBInstanceClass: 'db.t3.micro',
    AllocatedStorage: '20',
    StorageType: 'gp3',
    StorageEncrypted: true,
    MultiAZ: false,
  });
});

test('nobody outside of the network reaches it', () => {
  expect(synthesizeDatabase().properties).toMatchObject({ PubliclyAccessible: false });
});

test('the password is a reference to a SecureString, never a value', () => {
  const { template, properties } = synthesizeDatabase();
  expect(properties).toMatchObject({
    MasterUsername: 'waffle',
    DBName: 'waffle',
    MasterUserPassword: '{{resolve:ssm-secure:/waffle-backend/database/password}}',
  });
  template.resourceCountIs('AWS::SecretsManager::Secret', 0);
});

test('connections without TLS are refused and text is utf8mb4', () => {
  const { template } = synthesizeDatabase();
  expect(onlyResource(resourcesOf(template), 'AWS::RDS::DBParameterGroup').properties).toMatchObject({
    Family: 'mysql8.4',
    Parameters: {
      character_set_server: 'utf8mb4',
      collation_server: 'utf8mb4_0900_ai_ci',
      require_secure_transport: '1',
    },
  });
});

test('its users may make triggers and functions, though RDS gives nobody SUPER', () => {
  expect(parametersOf()).toMatchObject({ log_bin_trust_function_creators: '1' });
});

test('its certificate is signed by the long-lived RSA authority', () => {
  expect(synthesizeDatabase().properties).toMatchObject({ CACertificateIdentifier: 'rds-ca-rsa2048-g1' });
});

test('Extended Support is never billed and the version never changes by itself', () => {
  expect(synthesizeDatabase().properties).toMatchObject({
    EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
    AutoMinorVersionUpgrade: false,
  });
});

test('deleting the stack leaves nothing that is billed', () => {
  const { json, properties } = synthesizeDatabase({ onDelete: 'delete' });
  expect(json).toMatchObject({ DeletionPolicy: 'Delete' });
  expect(properties).toMatchObject({ DeleteAutomatedBackups: true });
});

test('a final snapshot can be asked for', () => {
  expect(synthesizeDatabase({ onDelete: 'snapshot' }).json).toMatchObject({ DeletionPolicy: 'Snapshot' });
});

test('a replacement keeps the data in a snapshot', () => {
  expect(synthesizeDatabase({ onDelete: 'delete' }).json).toMatchObject({ UpdateReplacePolicy: 'Snapshot' });
});

test('slow statements go to a file that RDS rotates', () => {
  expect(parametersOf()).toMatchObject({ slow_query_log: '1', long_query_time: '1', log_output: 'FILE' });
  expect(parametersOf({ slowQuerySeconds: 0.2 })).toMatchObject({ long_query_time: '0.2' });
});

test('sessions see UTC unless another zone is chosen', () => {
  expect(parametersOf()).toMatchObject({ time_zone: 'UTC' });
  expect(parametersOf({ timeZone: 'Asia/Seoul' })).toMatchObject({ time_zone: 'Asia/Seoul' });
});

test('it is protected from deletion when asked to be', () => {
  expect(synthesizeDatabase().properties).toMatchObject({ DeletionProtection: false });
  const { properties } = synthesizeDatabase({ terminationProtection: true });
  expect(properties).toMatchObject({ DeletionProtection: true });
});

test('a version without support is refused before anything is made', () => {
  expect(() => synthesizeDatabase({ version: '8.4.5' })).toThrow(
    'test/Database: version is "8.4.5": its standard support ended on 2026-09-30; supported are ',
  );
});

test('a second zone has a reason, and leaves the choice of zones to RDS', () => {
  const reason = 'the exam must not stop when a zone does';
  const { json, properties } = synthesizeDatabase({ multiAz: { reason } });
  expect(json).toMatchObject({ Metadata: { OptOuts: { multiAz: reason } } });
  expect(properties).toMatchObject({ MultiAZ: true });
  expect(properties).not.toHaveProperty('AvailabilityZone');
});

test('keeping backups after the end has a reason', () => {
  const reason = 'marks are due a week after the stack is gone';
  const { json, properties } = synthesizeDatabase({ keepAutomatedBackups: { reason } });
  expect(json).toMatchObject({ Metadata: { OptOuts: { keepAutomatedBackups: reason } } });
  expect(properties).toMatchObject({ DeleteAutomatedBackups: false });
  expect(() => synthesizeDatabase({ keepAutomatedBackups: { reason: 'so' } })).toThrow('it does not say why');
});

test('it is named by its tag, not by an identifier', () => {
  const { properties } = synthesizeDatabase();
  expect(properties).toMatchObject({ Tags: [{ Key: 'Name', Value: 'waffle-backend-db' }] });
  expect(properties).not.toHaveProperty('DBInstanceIdentifier');
});
