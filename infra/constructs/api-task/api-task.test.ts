import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, test } from '@jest/globals';
import { createTestStack, onlyResource, resourcesOf } from '../../testing/synthesize';
import { ApiTask } from './api-task';
import { handOverScript } from './hand-over-script';

const stack = createTestStack();
new ApiTask(stack, 'Task', {
  name: 'my-api',
  repository: Repository.fromRepositoryName(stack, 'Images', 'my-api'),
  imageTag: 'one',
  command: ['app/server.cjs'],
  environment: { NODE_ENV: 'production' },
  secrets: { 'database-password': '/my-api/database/password' },
  logGroup: new LogGroup(stack, 'Log'),
  listens: { port: 3000, path: '/healthz' },
});
const resources = resourcesOf(Template.fromStack(stack));
const { properties } = onlyResource(resources, 'AWS::ECS::TaskDefinition');
const [secrets, api] = properties['ContainerDefinitions'] as readonly Readonly<Record<string, unknown>>[];

test('the API is nobody, on a file system that it cannot write', () => {
  const confined = { ReadonlyRootFilesystem: true, LinuxParameters: { Capabilities: { Drop: ['ALL'] } } };
  expect([secrets, api]).toMatchObject([confined, { ...confined, User: '65532:65532' }]);
});

test('secrets reach it as files, by a container that has ended before', () => {
  expect(secrets).toMatchObject({
    Essential: false,
    Secrets: [{ Name: 'DATABASE_PASSWORD', ValueFrom: expect.anything() }],
    Command: ['/run/secrets/database-password=DATABASE_PASSWORD'],
  });
  expect(api).not.toHaveProperty('Secrets');
  expect(api).toMatchObject({
    DependsOn: [{ ContainerName: 'secrets', Condition: 'SUCCESS' }],
    MountPoints: [{ ContainerPath: '/run/secrets', ReadOnly: true }, { ContainerPath: '/tmp' }],
  });
});

test('its role may nothing until it is granted something', () => {
  const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
  const task = JSON.stringify(properties['TaskRoleArn']);
  expect(policies.map(({ Properties }) => Properties?.['Roles'])).toHaveLength(1);
  expect(JSON.stringify(policies)).not.toContain(
    /"(Task[A-Za-z0-9]*TaskRole[0-9A-F]{8})"/.exec(task)?.[1] ?? 'nothing',
  );
});

test('the script writes what the variables hold, to be read and not written', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'waffle-task-'));
  try {
    const file = path.join(directory, 'password');
    const script = handOverScript.replace("'/tmp'", JSON.stringify(directory));
    const argv = ['-e', script, `${file}=PASSWORD`];
    const { status, stderr } = spawnSync(process.execPath, argv, {
      env: { PASSWORD: '$(a) "b"' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe('$(a) "b"');
    expect((statSync(file).mode & 0o777).toString(8)).toBe('444');
    expect((statSync(directory).mode & 0o7777).toString(8)).toBe('1777');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
