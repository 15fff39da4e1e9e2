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
    instanceClass: 'db.t3.micro',
    version: '8.4.9',
    storageGiB: 20,
    backupDays: 1,
    onDelete: 'delete',
    ...props,
  });
  const template = Template.fromStack(stack);
  const [json] = Object.values(template.findResources('AWS::RDS::DBInstance'));
  const properties = json?.['Properties'] as Record<string, unknown>;
  return { template, json, properties };
};

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

test('it is named by its tag, not by an identifier', () => {
  const { properties } = synthesizeDatabase();
  expect(properties).toMatchObject({ Tags: [{ Key: 'Name', Value: 'waffle-backend-db' }] });
  expect(properties).not.toHaveProperty('DBInstanceIdentifier');
});
