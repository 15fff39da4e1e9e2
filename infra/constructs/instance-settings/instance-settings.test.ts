import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from '@jest/globals';
import { createTestStack, resourcesOf } from '../../testing/synthesize';
import { InstanceSettings, type InstanceSettingValues } from './instance-settings';

const required: InstanceSettingValues = {
  releaseUrl: 's3://bucket/release.tar.gz',
  databaseHost: 'db.example.com',
  databasePort: '3306',
  databaseName: 'waffle',
  databaseUser: 'waffle',
  databaseCaUrl: 'https://ca.example.com/ca.pem',
  allowedHosts: '192.0.2.10',
  acmeServer: 'https://acme.example.com/directory',
  bootSignalUrl: 'https://signal.example.com/',
};

const written = (values: InstanceSettingValues) => {
  const stack = createTestStack();
  new InstanceSettings(stack, 'Settings', { projectName: 'waffle-backend', values });
  const properties = Object.values(resourcesOf(Template.fromStack(stack))).map(
    (resource) => resource.Properties,
  );
  return Object.fromEntries(properties.map((property) => [property?.['Name'], property?.['Value']]));
};

test('the names are those of the contract', () => {
  expect(written(required)).toEqual({
    '/waffle-backend/release/url': 's3://bucket/release.tar.gz',
    '/waffle-backend/database/host': 'db.example.com',
    '/waffle-backend/database/port': '3306',
    '/waffle-backend/database/name': 'waffle',
    '/waffle-backend/database/user': 'waffle',
    '/waffle-backend/database/ca-url': 'https://ca.example.com/ca.pem',
    '/waffle-backend/http/allowed-hosts': '192.0.2.10',
    '/waffle-backend/https/acme-server': 'https://acme.example.com/directory',
    '/waffle-backend/boot/signal-url': 'https://signal.example.com/',
  });
});

test('an optional one is written only when it has a value', () => {
  const values = { ...required, domain: 'api.example.com', certificateEmail: undefined };
  expect(written(values)).toHaveProperty('/waffle-backend/https/domain', 'api.example.com');
  expect(written(values)).not.toHaveProperty('/waffle-backend/https/certificate-email');
});
