import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultProjectName, parameterName, parameterPrefix, parameters } from '../contract';
import { synthesize } from '../infra/testing/synthesize';
import { renderUserData } from '../infra/user-data/render-user-data';
import { hostNames, signalUrl } from './addresses';
import { readDeployment, rehearsalSettings } from './deployment-template';

const trustAnchorUrl = 's3://trust-anchors/authority.pem';
const templateName = `${defaultProjectName}.template.json`;

let assembly: string;
let broken: string;
beforeAll(() => {
  const { templateFile } = synthesize(rehearsalSettings(trustAnchorUrl, 'ubuntu2404'));
  assembly = path.dirname(templateFile);
  broken = mkdtempSync(path.join(tmpdir(), 'waffle-template-'));
});
afterAll(() => rmSync(broken, { recursive: true, force: true }));

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;
}
const readTemplate = () => JSON.parse(readFileSync(path.join(assembly, templateName), 'utf8')) as Template;
const resourcesOfType = (template: Template, type: string) =>
  Object.values(template.Resources).filter((resource) => resource.Type === type);

/** The deployment as read from a template in which properties of one resource type were set. */
function readChanged(type: string, properties: Record<string, unknown>) {
  const template = readTemplate();
  resourcesOfType(template, type).forEach((resource) => Object.assign(resource.Properties, properties));
  cpSync(assembly, broken, { recursive: true });
  writeFileSync(path.join(broken, templateName), JSON.stringify(template));
  return readDeployment(broken);
}

describe('the synthesized stack, read as AWS would', () => {
  test('its user-data is the script byte for byte', async () => {
    const { userData } = await readDeployment(assembly);
    const [instance] = resourcesOfType(readTemplate(), 'AWS::EC2::Instance');
    expect(userData).toBe(renderUserData(parameterPrefix(defaultProjectName)));
    expect(instance?.Properties['UserData']).toEqual({ 'Fn::Base64': userData });
  });

  test('its parameters have the values of the stand-ins', async () => {
    const deployment = await readDeployment(assembly);
    const values = Object.fromEntries(deployment.parameters.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      [parameterName(defaultProjectName, parameters.databaseHost)]: hostNames.database,
      [parameterName(defaultProjectName, parameters.domain)]: hostNames.api,
      [parameterName(defaultProjectName, parameters.allowedHosts)]: hostNames.api,
      [parameterName(defaultProjectName, parameters.acmeCaUrl)]: trustAnchorUrl,
      [parameterName(defaultProjectName, parameters.bootSignalUrl)]: signalUrl,
    });
  });

  test('it writes every parameter of the contract but the secrets, and a bucket that nobody asked for', async () => {
    const deployment = await readDeployment(assembly);
    const { databasePassword, jwtSecret, mediaBucket, ...written } = parameters;
    const nameOf = (parameter: string) => parameterName(defaultProjectName, parameter);
    const names = deployment.parameters.map(({ name }) => name);
    expect(names.sort()).toEqual(Object.values(written).map(nameOf).sort());
    expect(deployment.database.passwordParameter).toBe(nameOf(databasePassword));
    expect(names).not.toContain(nameOf(jwtSecret));
    expect(names).not.toContain(nameOf(mediaBucket));
  });

  test('the release that the parameter names is among the assets', async () => {
    const deployment = await readDeployment(assembly);
    const name = parameterName(defaultProjectName, parameters.releaseUrl);
    const url = deployment.parameters.find((parameter) => parameter.name === name)?.value;
    expect(deployment.assets.map(({ bucket, key }) => `s3://${bucket}/${key}`)).toContain(url);
  });
});

describe('what the rehearsal cannot act out is refused', () => {
  test.each([
    [{ 'Fn::Select': [0, ['a']] }, 'the rehearsal cannot evaluate Fn::Select of the template'],
    [{ Ref: 'Absent' }, 'the rehearsal has no stand-in for Ref of Absent in the template'],
    [{ 'Fn::GetAtt': ['Absent', 'Arn'] }, 'the rehearsal has no stand-in for Arn of Absent in the template'],
  ])('the parameter value %j', async (value, message) => {
    await expect(readChanged('AWS::SSM::Parameter', { Value: value })).rejects.toThrow(message);
  });

  test.each([
    [{ 'Fn::Base64': { 'Fn::Join': ['', ['#!/bin/bash', { Ref: 'Anything' }]] } }],
    [undefined],
    ['IyEvYmluL2Jhc2g='],
  ])('user-data %j', async (userData) => {
    const message = 'the template’s UserData is not the Base64 of a plain string';
    await expect(readChanged('AWS::EC2::Instance', { UserData: userData })).rejects.toThrow(message);
  });

  test('a password that is in the template', async () => {
    const changed = readChanged('AWS::RDS::DBInstance', { MasterUserPassword: 'in clear' });
    await expect(changed).rejects.toThrow(
      'the template’s MasterUserPassword is not a reference to an SSM SecureString',
    );
  });
});
