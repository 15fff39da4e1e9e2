import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { releaseId as newer } from '../infra/testing/synthesize';
import { AwsStandIn } from '../rehearsal/account/aws-stand-in';
import { MotoServer } from '../rehearsal/account/moto-server';
import { assetBucket, deployStack } from './helpers/deployed-stack';
import { HttpsStandIn } from './helpers/https-stand-in';
import { isOnPath, isRootOnLinux } from './helpers/machine';
import { ScratchInstance } from './helpers/scratch-instance';
import { plantReleases } from './helpers/scratch-releases';
import { s3Client } from './helpers/server-in-moto';
import { makeTemporaryDirectory } from './helpers/temporary-directory';
import { runWaffle } from './helpers/waffle-process';
import { describeWhere } from './helpers/when-available';

const older = '20261111T080000Z-aaaaaaaa';
const limitMs = 120_000;

describeWhere(
  isRootOnLinux && isOnPath('mmdebstrap'),
  'root on Linux with mmdebstrap',
  'the release that waffle up leaves in service',
  () => {
    const directory = makeTemporaryDirectory(tmpdir());
    const moto = new MotoServer();
    const scratch = new ScratchInstance();
    let aws: AwsStandIn;
    let api: HttpsStandIn | undefined;

    const up = () => {
      const archive = path.join(directory, `${newer}.tar.gz`);
      writeFileSync(archive, 'a small release archive');
      const context = [`releaseArchiveFile=${archive}`, 'accountPlan=credit-free', 'instanceType=t3.micro'];
      return runWaffle(['up', '--yes', ...context.flatMap((setting) => ['-c', setting])], {
        variables: aws.variables,
        home: directory,
      });
    };
    const bucket = assetBucket(moto.clientOptions.region);
    const urlOf = (id: string) => `s3://${bucket}/waffle-backend/releases/${id}.tar.gz`;
    const firstUrl = async () => {
      const command = new GetParameterCommand({ Name: '/waffle-backend/release/url' });
      return (await new SSMClient(moto.clientOptions).send(command)).Parameter?.Value;
    };
    const deployed = (words: string) =>
      scratch.run(
        `SUDO_USER=ada AWS_DEFAULT_REGION=x bash /opt/waffle-backend/current/deployment/deploy.sh ${words}`,
      );

    beforeAll(async () => {
      await moto.start();
      aws = await AwsStandIn.start(moto);
      aws.runCommand.run = (script) => scratch.run(script);
      await plantReleases(scratch, [older, newer]);
      const { Outputs = [] } = await deployStack(moto);
      const address = Outputs.find(({ OutputKey }) => OutputKey === 'ServerAddress')?.OutputValue ?? '';
      api = await HttpsStandIn.start(address, older, directory);
      const Key = `waffle-backend/releases/${older}.tar.gz`;
      await s3Client(moto).send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'an older one' }));
    }, limitMs);
    afterAll(async () => {
      await api?.stop();
      await aws.stop();
      await moto.remove();
      scratch.remove();
      rmSync(directory, { recursive: true, force: true });
    });

    test(
      'what was rolled back from stays out of service, and that is said',
      async () => {
        await deployed('--rollback');
        const { code, stderr } = await up();
        expect(stderr).toMatch(
          new RegExp(
            `! ${newer} was rolled back from at \\S+Z by ada: ${older} serves on. All the same: waffle deploy`,
          ),
        );
        expect([code, await firstUrl()]).toEqual([0, urlOf(older)]);
        expect(scratch.journal).not.toContain('deploy.sh s3:');
      },
      limitMs,
    );

    test(
      'another than the stack’s is replaced by that, wherever the parameter leads',
      async () => {
        await deployed(`s3://somewhere/${newer}.tar.gz`);
        await deployed(`s3://somewhere/${older}.tar.gz`);
        const { code } = await up();
        expect([code, await firstUrl()]).toEqual([0, urlOf(newer)]);
        expect(scratch.journal).toContain(`release ${newer}: serves`);
      },
      limitMs,
    );
  },
);
