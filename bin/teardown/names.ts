import { createHash } from 'node:crypto';

/** How CloudFormation and RDS name what has no name of ours: with the stack's, the logical id and random characters. */

/** Logical id of the database, without the eight hexadecimal digits that CDK adds: infra/constructs/mysql-database. */
const databaseId = 'databaseinstance[0-9a-f]{8}';
const random = '[a-z0-9]{6,16}';

const matches = (text: string | undefined, pattern: string) =>
  new RegExp(`^${pattern}$`, 'i').test(text ?? '');

/** `waffle-backend-databaseinstanceaa8a5fde-0123456789ab`. */
export const isDatabaseName = (text: string | undefined, projectName: string): boolean =>
  matches(text, `${projectName}-${databaseId}-${random}`);

/** Of the final snapshot that a deletion or a replacement leaves, and of that of `down`. */
export const isSnapshotName = (text: string | undefined, projectName: string): boolean =>
  matches(text, `${projectName}-snapshot-${databaseId}-${random}`) ||
  matches(text, `${projectName}-final-\\d{8}t\\d{6}z`);

/** `/aws/rds/instance/<database>/slowquery`: the database's name, `undefined` for another log group. */
export const databaseOfLogGroup = (name: string): string | undefined =>
  /^\/aws\/rds\/instance\/([^/]+)\/[^/]+$/.exec(name)?.[1];

/** Everything of the project in SSM. The slash ends the name: `/waffle-backend2/…` is another project's. */
export const isParameterOf = (name: string, projectName: string): boolean =>
  name.startsWith(`/${projectName}/`);

/** Releases that `waffle deploy` has put beside CDK's assets. */
export const isReleaseOf = (key: string, projectName: string): boolean =>
  key.startsWith(`${projectName}/releases/`);

/** Of what CloudFormation names, the beginning: a reason to read its tags, and no proof. */
export const mayBeOf = (name: string, projectName: string): boolean => name.startsWith(`${projectName}-`);

/** Where `cdk bootstrap` puts assets, of its default qualifier. */
export const bootstrapBucket = (account: string, region: string) =>
  `cdk-hnb659fds-assets-${account}-${region}`;
export const bootstrapRepository = (account: string, region: string) =>
  `cdk-hnb659fds-container-assets-${account}-${region}`;
export const bootstrapStack = 'CDKToolkit';

/** CDK names an asset by its content. */
export const isAssetKey = (key: string): boolean => /^[0-9a-f]{64}\.[a-z0-9.]+$/.test(key);

/** Keys of the assets that a template refers to, and of the template itself. */
export const assetKeysOf = (template: string): readonly string[] => [
  ...new Set(template.match(/[0-9a-f]{64}\.[a-z0-9.]+/g) ?? []),
  `${createHash('sha256').update(template).digest('hex')}.json`,
];

/** A template of an earlier deploy, which CloudFormation no longer knows, by the parameter that only this project has. */
export const isTemplateOf = (text: string, projectName: string): boolean =>
  text.includes(`"/${projectName}/release/url"`);
