import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import {
  environmentVariables,
  httpPaths,
  instance,
  keptCertificate,
  parameters,
  releaseFiles,
} from '../contract';
import {
  deploymentCode,
  deploymentFiles,
  fillIn,
  matches,
  readCode,
  shellConstants,
  systemdUnits,
  unitEnvironment,
  unitSettings,
  userData,
} from './helpers/deployment-files';

const steps = deploymentCode('lib/steps.sh');
const constants = {
  ...shellConstants(steps),
  ...shellConstants(userData),
  deployment_directory: 'DEPLOYMENT',
  release_id: 'ID',
  free_slot: 'a',
  slot: 'a',
};
const bootstrap = fillIn(deploymentCode('bootstrap.sh'), constants);
const host = fillIn(deploymentCode('lib/host.sh'), constants);
/** It is told whose files it installs. */
const serverFiles = fillIn(
  deploymentCode('lib/server-files.sh')
    .replace('local from=$1/nginx ', '')
    .replace(/"\$1"|"\$from"|\$from/g, (name) => (name === '"$1"' ? 'DEPLOYMENT' : 'DEPLOYMENT/nginx')),
  constants,
);
const packages = deploymentCode('lib/packages.sh');
const deploy = fillIn(deploymentCode('deploy.sh'), constants);
const site = deploymentCode('nginx/sites-available/waffle-backend');
/** What is typed by hand. */
const operations = ['operations', 'moving']
  .map((name) => readFileSync(join(__dirname, `../docs/${name}.md`), 'utf8'))
  .join('\n');
/** What containers are made of, and made with. */
const images = ['Dockerfile', 'compose.production.yaml', '.github/workflows/deploy.yml']
  .map(readCode)
  .join('\n');
const everything = [
  fillIn(userData, constants),
  ...deploymentFiles.map((file) => fillIn(deploymentCode(file), constants)),
].join('\n');

const sorted = (values: readonly string[]) => [...new Set(values)].sort();
/** As the unit files write what the contract says of slot `a`. */
const inSlot = (path: string) => path.replace('/a/', '/%i/');
const slotLink = `${instance.slotsDirectory}/%i`;
const appUnit = `systemd/${instance.appUnit}`;
const migrateUnit = `systemd/${instance.migrateUnit}`;
const redisUnit = `systemd/${instance.redisUnit}`;

describe('paths', () => {
  /** What the scripts keep to themselves: no other world needs to know it. */
  const internal = [
    `${instance.homeDirectory}/boot`,
    `${instance.homeDirectory}/boot/deployment`,
    `${instance.homeDirectory}/boot/deployment/bootstrap.sh`,
    `${instance.homeDirectory}/boot/release.tar.gz`,
    `${instance.releasesDirectory}/.archive`,
    `${instance.releasesDirectory}/.partial`,
    `${instance.releasesDirectory}/ID`,
    `${instance.slotsDirectory}/*`,
    `${instance.slotsDirectory}/a`,
    `${instance.slotsDirectory}/a/${releaseFiles.manifest}`,
    `${instance.configDirectory}/acme-ca.pem`,
    `${instance.configDirectory}/certificate.env`,
    `${instance.configDirectory}/deploy.env`,
    `${instance.currentLink}/deployment`,
    `${instance.currentLink}/deployment/certificate.sh`,
    `${instance.currentLink}/deployment/deploy.sh`,
    instance.appSocket.replace('/a/', '/b/'),
    `${instance.configDirectory}/redis.conf`,
    `${instance.configDirectory}/loaded-from-move`,
    `${instance.credentialsDirectory}/database-password`,
    `${instance.credentialsDirectory}/jwt-secret`,
    `${instance.tlsDirectory}/fullchain.pem`,
    `${instance.tlsDirectory}/privkey.pem`,
    dirname(instance.acmeWebroot),
    `${dirname(instance.acmeWebroot)}/kept-certificate`,
    dirname(instance.redisSocket),
    '/run/waffle-backend-boot.lock',
    '/run/waffle-backend-deploy.lock',
    '/run/waffle-backend-nginx',
    '/run/waffle-backend-nginx-reload',
    '/run/waffle-backend-without-backup',
  ];
  const shared = Object.values(instance).filter(
    (value): value is Extract<typeof value, `/${string}`> =>
      typeof value === 'string' && value.startsWith('/'),
  );

  test('every path in the files is known, and every path of the contract is in the files', () => {
    // How deploy.sh's sed writes a slot, and that the line goes on; what Nginx puts behind a folder.
    const text = everything
      .replaceAll('/$picture', '')
      .replaceAll('forward*.conf', 'forward.conf')
      .replaceAll('%i', 'a')
      .replaceAll('\\([ab]\\)', 'a')
      .replaceAll('.sock.*', '.sock')
      .replaceAll('StateDirectory=', 'StateDirectory=/var/lib/');
    const found = matches(text, /(\/(?:opt|etc|run|var\/lib)\/waffle-(?:backend|redis)[^\s"'|;:)]*)/g);
    expect(sorted(found.map((path) => path.replace(/\/$/, '')))).toEqual(sorted([...shared, ...internal]));
  });

  test('Nginx serves the static files and the certificate authority’s proof from where they are', () => {
    expect(matches(site, /alias (.+);/g)).toEqual([
      `${instance.staticDirectory}/`,
      `${instance.docsDirectory}/`,
      `${instance.mediaDirectory}/$picture`,
    ]);
    expect(matches(site, /root (.+);/g)).toEqual([instance.acmeWebroot]);
    expect(matches(deploymentCode('certificate.sh'), /--webroot-path (\S+)/g)).toEqual([
      instance.acmeWebroot,
    ]);
  });

  test('pictures are written where Nginx finds them, and nowhere else', () => {
    expect(unitEnvironment(appUnit)[environmentVariables.mediaDirectory]).toBe(instance.mediaDirectory);
    expect(unitSettings(appUnit, 'ReadWritePaths')).toEqual([instance.mediaDirectory]);
    expect(matches(site, /disable_symlinks on from=(.+);/g)).toEqual([instance.mediaDirectory]);
  });

  test('Redis listens where the application asks', () => {
    const redis = deploymentCode('redis/redis.conf');
    expect(matches(redis, /^unixsocket (.+)$/gm)).toEqual([instance.redisSocket]);
    expect(unitEnvironment(appUnit)[environmentVariables.redisUrl]).toBe(`unix:${instance.redisSocket}`);
    expect(unitSettings(redisUnit, 'RuntimeDirectory')).toEqual([
      dirname(instance.redisSocket).slice('/run/'.length),
    ]);
  });

  test('the application listens where Nginx and deploy.sh ask', () => {
    const folder = inSlot(instance.appSocket).slice('/run/'.length);
    expect(unitEnvironment(appUnit)[environmentVariables.listenSocket]).toBe(inSlot(instance.appSocket));
    expect(unitSettings(appUnit, 'RuntimeDirectory')).toEqual([dirname(folder)]);
    const [a, b] = [instance.appSocket, instance.appSocket.replace('/a/', '/b/')];
    expect(matches(deploymentCode('nginx/nginx.conf'), /server unix:(\S+) max_fails=0;/g)).toEqual([a, b]);
    expect(matches(deploymentCode('nginx/nginx.conf'), /server unix:(\S+) max_fails=0 backup;/g)).toEqual([
      a,
      b,
    ]);
    const lookedFor = [instance.forwardsFile, instance.slotBServesFile, instance.writesHeldFile];
    expect(matches(site, /if \(-e (\S+)\)/g)).toEqual(lookedFor);
    expect(matches(deploy, /socket=(\S+)/g)).toEqual([instance.appSocket]);
  });
});

describe('users, units and slots', () => {
  test('the scripts know the users by the contract’s names', () => {
    const { app_user, redis_user, web_user } = shellConstants(steps);
    expect([app_user, redis_user, web_user]).toEqual([
      instance.appUser,
      instance.redisUser,
      instance.webUser,
    ]);
    expect(matches(deploymentCode('nginx/nginx.conf'), /^user (.+);$/gm)).toEqual([instance.webUser]);
  });

  test.each([
    [appUnit, instance.appUser],
    [migrateUnit, instance.appUser],
    [redisUnit, instance.redisUser],
  ])('%s runs as %s', (unit, user) => {
    expect([unitSettings(unit, 'User'), unitSettings(unit, 'Group')]).toEqual([[user], [user]]);
  });

  test('the units that are there, named and used are the same', () => {
    const {
      appUnit: app,
      migrateUnit: migrate,
      redisUnit: redis,
      certificateUnit,
      certificateTimer,
      slice,
      updatesUnit,
      updatesTimer,
    } = instance;
    const expected = sorted([
      app,
      migrate,
      redis,
      certificateUnit,
      certificateTimer,
      slice,
      updatesUnit,
      updatesTimer,
    ]);
    expect(systemdUnits.map((unit) => unit.slice('systemd/'.length))).toEqual(expected);
    const used = matches(
      `${bootstrap}\n${host}\n${serverFiles}\n${deploy}`,
      /\b(waffle(?:-[\w-]+)?(?:@[^.\s"]*)?\.(?:service|timer|slice))/g,
    );
    expect(sorted(used.map((unit) => unit.replace(/@.*\./, '@.')))).toEqual(expected);
    expect(matches(unitSettings(appUnit, 'Wants').join(' '), /\b(waffle-\S+)/g)).toEqual([
      instance.redisUnit,
    ]);
  });

  test('deploy.sh knows the slots', () => {
    expect(matches(deploymentCode('nginx/nginx.conf'), /upstream waffle_backend_(\w+) /g)).toEqual([
      ...instance.slots,
    ]);
    expect(matches(deploy, /for slot in "\$named" (.+); do/g)).toEqual([instance.slots.join(' ')]);
    expect(matches(deploy, /free_slot=(\w+)/g)).toEqual([...instance.slots]);
  });
});

describe('environment of the application', () => {
  /** Defaults that production keeps, and what only development sets. */
  const absent: readonly string[] = [
    environmentVariables.port,
    environmentVariables.host,
    environmentVariables.trustedProxyHops,
    environmentVariables.shutdownDelaySeconds,
    environmentVariables.staticDirectory,
    environmentVariables.redisPassword,
    environmentVariables.redisPasswordFile,
    environmentVariables.databaseSocket,
    environmentVariables.databasePassword,
    environmentVariables.jwtSecret,
    environmentVariables.cacheKeyPrefix,
    environmentVariables.cacheTtlSeconds,
    environmentVariables.cacheKeyPrefix,
    environmentVariables.logLevel,
  ];
  const settingsFile = /cat <<SETTINGS\n([\s\S]*?)\nSETTINGS/.exec(bootstrap)?.[1] ?? '';
  const ofMedia = /media_settings\(\) \{\n([\s\S]*?)\n\}/.exec(deploymentCode('lib/media.sh'))?.[1] ?? '';
  const settings = [...matches(settingsFile, /^([A-Z_]+)=/gm), ...matches(ofMedia, / (MEDIA_BUCKET) "/g)];
  /** Node and glibc read these before the application is there. */
  const beforeUs = ['NODE_OPTIONS', 'MALLOC_MMAP_THRESHOLD_'];
  const ofUnit = (unit: string) =>
    Object.keys(unitEnvironment(unit)).filter((name) => !beforeUs.includes(name));

  test('settings file and unit give what production needs, and nothing that nobody reads', () => {
    const needed = Object.values(environmentVariables).filter((name) => !absent.includes(name));
    expect(settings).not.toEqual([]);
    expect(sorted([...settings, ...ofUnit(appUnit)])).toEqual(sorted(needed));
  });

  test('no variable is given twice', () => {
    expect(ofUnit(appUnit).filter((name) => settings.includes(name))).toEqual([]);
  });

  test('migrations get the database’s part of it', () => {
    const { nodeEnvironment, databaseCaFile, databasePasswordFile } = environmentVariables;
    expect(sorted(ofUnit(migrateUnit))).toEqual(
      sorted([nodeEnvironment, databaseCaFile, databasePasswordFile]),
    );
  });

  test.each([
    [appUnit, `node ${releaseFiles.server}`],
    [migrateUnit, `/bin/bash ${releaseFiles.deploymentDirectory}/prepare-database.sh`],
  ])('%s runs its file of the release with its settings', (unit, command) => {
    expect(unitSettings(unit, 'WorkingDirectory')).toEqual([slotLink]);
    expect(unitSettings(unit, 'ExecStart')).toEqual([command]);
    expect(unitSettings(unit, 'EnvironmentFile')).toEqual([instance.appEnvironmentFile]);
    expect(unitEnvironment(unit)).toMatchObject({
      [environmentVariables.nodeEnvironment]: 'production',
      [environmentVariables.databaseCaFile]: instance.databaseCaFile,
      [environmentVariables.databasePasswordFile]: '%d/database-password',
    });
    const credentials = unit === appUnit ? ['database-password', 'jwt-secret'] : ['database-password'];
    expect(unitSettings(unit, 'LoadCredential')).toEqual(
      credentials.map((name) => `${name}:${instance.credentialsDirectory}/${name}`),
    );
  });

  test('the secret of the tokens is read where it is handed over', () => {
    expect(unitEnvironment(appUnit)[environmentVariables.jwtSecretFile]).toBe('%d/jwt-secret');
  });

  test('the application reads the manifest of its own release', () => {
    expect(unitEnvironment(appUnit)[environmentVariables.releaseManifestFile]).toBe(
      `${slotLink}/${releaseFiles.manifest}`,
    );
  });
});

describe('parameters', () => {
  const usedByBootstrap = matches(bootstrap, /\$\{parameters\[([a-z/-]+)\]/g);
  const required = (/for required in (.+); do/.exec(bootstrap)?.[1] ?? '').split(' ');

  test('each is read by bootstrap.sh or user-data.sh, and no other is', () => {
    const usedByUserData = matches(userData, /\bparameter ([a-z]+\/[a-z-]+)/g);
    expect(sorted([...usedByBootstrap, ...usedByUserData])).toEqual(sorted(Object.values(parameters)));
  });

  test('what keeps the certificate is no setting, and bootstrap.sh does not read it', () => {
    expect(matches(bootstrap, /parameters_below .*"\$parameter_prefix\/(\S+)\/"/g)).toEqual([
      keptCertificate,
    ]);
    expect(matches(bootstrap, /KEPT_BELOW "\$parameter_prefix\/(\S+)"/g)).toEqual([keptCertificate]);
    expect(Object.values(parameters).filter((name) => name.startsWith(`${keptCertificate}/`))).toEqual([]);
  });

  test('bootstrap.sh demands those that have no default', () => {
    const optional: readonly string[] = [
      parameters.mediaBucket,
      parameters.domain,
      parameters.certificateEmail,
      parameters.acmeServer,
      parameters.acmeCaUrl,
    ];
    expect(sorted(required)).toEqual(usedByBootstrap.filter((name) => !optional.includes(name)));
  });
});

describe('the release', () => {
  test('every file of deployment/ is put to use, and every file put to use is there', () => {
    const named = [
      ...matches(`${bootstrap}\n${host}\n${serverFiles}\n${deploy}`, /DEPLOYMENT\/([\w@.*/-]+)/g),
      ...matches(unitSettings(migrateUnit, 'ExecStart').join(' '), /deployment\/([\w.-]+)$/g),
      ...matches(unitSettings(migrateUnit, 'ExecStartPre').join(' '), /deployment\/([\w.-]+)$/g),
      ...matches(operations, /current\/deployment\/((?:staff|media|move)[\w.-]+)/g),
      ...matches(images, /deployment\/(containers\/[\w-]+\.\w+)/g),
      ...matches(deploymentCode('prepare-database.sh'), /deployment\/([\w-]+\.mjs)/g),
      ...matches(`${host}\n${packages}`, /\bplace ([\w.-]+) /g).map((file) => `host/${file}`),
      ...matches(
        `${bootstrap}\n${deploy}\n${steps}\n${deploymentCode('certificate.sh')}\n${deploymentCode('migrate.sh')}`,
        /\/(lib\/[\w-]+\.sh)"/g,
      ),
      ...matches(
        userData,
        new RegExp(`\\$boot_directory/${releaseFiles.deploymentDirectory}/([\\w.-]+)`, 'g'),
      ),
    ];
    const used = named.flatMap((name) =>
      name.endsWith('/*') ? deploymentFiles.filter((file) => dirname(file) === dirname(name)) : [name],
    );
    expect(sorted(used)).toEqual(deploymentFiles);
  });

  test('every file that Nginx includes is installed', () => {
    const nginx = deploymentFiles.filter((file) => file.startsWith('nginx/'));
    const included = nginx.flatMap((file) => matches(deploymentCode(file), /include (snippets\/[^;]+);/g));
    expect(sorted(included.map((file) => `nginx/${file}`))).toEqual(
      nginx.filter((file) => file.startsWith('nginx/snippets/')),
    );
  });

  // Before the release is there, user-data has no library to read it from.
  test('user-data and the scripts fetch from S3 in the same words', () => {
    const copyObject = /^copy_object\(\) \{\n[^]*?^\}$/m;
    const [inLibrary] = copyObject.exec(deploymentCode('lib/aws.sh')) ?? [];
    expect(inLibrary).toContain('aws s3 cp');
    expect(copyObject.exec(userData)?.[0]).toBe(inLibrary);
  });

  test('user-data unpacks the deployment files', () => {
    expect(matches(userData, /tar -xzf .* (\S+)$/gm)).toEqual([`${releaseFiles.deploymentDirectory}`]);
    expect(matches(deploymentCode('verify-release.mjs'), /'(\w+\.json)'/g)).toEqual([releaseFiles.manifest]);
  });
});

describe('HTTP', () => {
  test('Nginx hides the probes and the metrics, and nothing else', () => {
    expect(matches(site, /location = (\S+) \{ return 404; \}/g)).toEqual(
      sorted([httpPaths.liveness, httpPaths.readiness, httpPaths.metrics]),
    );
  });

  test('deploy.sh asks for readiness', () => {
    expect(matches(deploy, /http:\/\/localhost(\S*)/g)).toEqual([httpPaths.readiness]);
  });

  test('bootstrap.sh asks for the version', () => {
    expect(matches(bootstrap, /"https:\/\/\$host([^"]*)"/g)).toEqual([httpPaths.version]);
  });

  test('static files have their path', () => {
    expect(matches(site, /location (\/static\S*) \{/g)).toEqual([httpPaths.static]);
  });

  test('so does the documentation, which the release brings', () => {
    expect(matches(site, /location (\/docs\S*) \{/g)).toEqual([httpPaths.docs]);
    const inRelease = instance.docsDirectory.slice(`${instance.currentLink}/`.length);
    expect(inRelease).toBe(releaseFiles.docsDirectory);
  });
});
