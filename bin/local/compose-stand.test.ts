import { describe, expect, test } from '@jest/globals';
import { composeFile } from './compose-stand';
import { layoutOf } from './layout';

const composeOn = (platform: NodeJS.Platform) =>
  composeFile({
    rootDirectory: '/project',
    layout: layoutOf('/project', 1000),
    ports: { http: 8080, database: 40001, redis: 40002, app: 40003 },
    user: '1000:1000',
    platform,
  });

describe.each(['linux', 'darwin'] as const)('on %s', (platform) => {
  const file = composeOn(platform);

  test('whatever is published is on the loopback address', () => {
    const published = JSON.stringify(file).match(/"[^"]*:\d+:\d+"/g);
    expect(published?.filter((port) => !port.startsWith('"127.0.0.1:'))).toEqual([]);
  });

  test('passwords come from the environment, not from the file', () => {
    expect(file.services.mysql.environment).toMatchObject({
      MYSQL_PASSWORD: null,
      MYSQL_ROOT_PASSWORD: null,
    });
  });

  test('Nginx is nobody else and may not write into the project', () => {
    const { user, volumes } = file.services.nginx;
    expect(user).toBe('1000:1000');
    const writable = volumes.filter((volume) => !volume.read_only).map(({ source }) => source);
    expect(writable).toEqual(['/project/.local/nginx', '/project/.local/run']);
  });
});

test('Linux shares its network with Nginx, a virtual machine publishes the port', () => {
  expect(composeOn('linux').services.nginx).toMatchObject({ network_mode: 'host' });
  expect(composeOn('darwin').services.nginx).toMatchObject({ ports: ['127.0.0.1:8080:8080'] });
});
