import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { describeWhere } from '../../test/helpers/when-available';
import { settingVariants } from '../testing/setting-variants';
import { synthesize } from '../testing/synthesize';

const isThere = spawnSync('cfn-lint', ['--version'], { timeout: 20_000 }).status === 0;

const lint = (regions: readonly string[], ...templateFiles: readonly string[]) => {
  const argv = ['--regions', ...regions, '--', ...templateFiles];
  const { status, stdout, stderr } = spawnSync('cfn-lint', argv, { encoding: 'utf8', timeout: 100_000 });
  return { status, output: stdout + stderr };
};

const clean = { status: 0, output: '' };

describeWhere(isThere, 'cfn-lint (pip install cfn-lint)', 'cfn-lint', () => {
  test('finds nothing in any variant of the settings', () => {
    const files = settingVariants.map(([, settings]) => synthesize(settings).templateFile);
    expect(lint(['us-east-1'], ...files)).toEqual(clean);
  }, 120_000);

  test('finds nothing with t3.micro in regions near and far', () => {
    const { templateFile } = synthesize({ instanceType: 't3.micro' });
    expect(lint(['eu-north-1', 'ap-northeast-2', 'ca-west-1', 'sa-east-1'], templateFile)).toEqual(clean);
  }, 120_000);

  test('would find a class that a region lacks', () => {
    const { templateFile } = synthesize({ databaseInstanceClass: 'db.t4g.micro' });
    expect(lint(['ca-west-1'], templateFile).output).toContain('db.t4g.micro');
  }, 60_000);
});
