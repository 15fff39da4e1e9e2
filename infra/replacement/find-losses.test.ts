import { describe, expect, test } from '@jest/globals';
import { findLosses } from './find-losses';
import type { ChangeDetail, ResourceChange } from './resource-change';

const server = 'AWS::EC2::Instance';
const database = 'AWS::RDS::DBInstance';

const change = (ResourceType: string, changes: Partial<ResourceChange>): ResourceChange => ({
  Action: 'Modify',
  LogicalResourceId: 'TheResource',
  PhysicalResourceId: 'i-0123456789abcdef0',
  ResourceType,
  ...changes,
});

const detail = (Name: string, RequiresRecreation: string, CausingEntity?: string): ChangeDetail => ({
  Target: { Attribute: 'Properties', Name, RequiresRecreation },
  CausingEntity,
});

describe('kept', () => {
  test.each([
    ['nothing changes', []],
    ['it is new', [change(server, { Action: 'Add' })]],
    ['it is imported', [change(database, { Action: 'Import' })]],
    ['tags change', [change(server, { Replacement: 'False' })]],
    ['another kind is replaced', [change('AWS::SSM::Parameter', { Replacement: 'True' })]],
    [
      'a server is stopped and started for its type',
      [change(server, { Replacement: 'Conditional', Details: [detail('InstanceType', 'Conditionally')] })],
    ],
    [
      'its user-data changes beside a tag',
      [
        change(server, {
          Replacement: 'Conditional',
          Details: [detail('UserData', 'Conditionally'), detail('Tags', 'Never')],
        }),
      ],
    ],
  ])('%s', (_, changes) => {
    expect(findLosses(changes)).toEqual([]);
  });
});

describe('lost', () => {
  test.each([
    [
      'a server by its image',
      change(server, { Replacement: 'True', Details: [detail('ImageId', 'Always')] }),
      { what: 'server', outcome: 'replaced', certainty: 'certain', causes: ['ImageId'] },
    ],
    [
      'a database by its user, perhaps',
      change(database, { Replacement: 'Conditional', Details: [detail('MasterUsername', 'Always')] }),
      { what: 'database', outcome: 'replaced', certainty: 'conditional', causes: ['MasterUsername'] },
    ],
    [
      'a server by its disk beside its type',
      change(server, {
        Replacement: 'Conditional',
        Details: [detail('InstanceType', 'Conditionally'), detail('BlockDeviceMappings', 'Conditionally')],
      }),
      { certainty: 'conditional', causes: ['InstanceType', 'BlockDeviceMappings'] },
    ],
    [
      'a database for a reason that is not told',
      change(database, { Replacement: 'Conditional' }),
      { certainty: 'conditional', causes: ['CloudFormation does not say by what'] },
    ],
    [
      'a database that is left out',
      change(database, { Action: 'Remove', PolicyAction: 'Delete' }),
      { outcome: 'removed', causes: ['it is no longer in the template'], fate: 'deleted' },
    ],
  ])('%s', (_, lost, expected) => {
    expect(findLosses([lost])).toMatchObject([{ logicalId: 'TheResource', ...expected }]);
  });

  test('a server that comes back under another logical id', () => {
    const changes = [
      change(server, { Action: 'Add', LogicalResourceId: 'ServerB', PhysicalResourceId: undefined }),
      change(database, { Action: 'Add', LogicalResourceId: 'AnotherDatabase' }),
      change(server, { Action: 'Remove', LogicalResourceId: 'ServerA', PolicyAction: 'Delete' }),
    ];
    expect(findLosses(changes)).toEqual([
      {
        what: 'server',
        logicalId: 'ServerA',
        physicalId: 'i-0123456789abcdef0',
        outcome: 'replaced',
        certainty: 'certain',
        causes: ['the template has ServerB in its place'],
        fate: 'deleted',
      },
    ]);
  });

  test('each cause is told once, with what stands behind it', () => {
    const Details = [
      detail('DBSubnetGroupName', 'Always', 'DatabaseSubnets'),
      detail('DBSubnetGroupName', 'Always', 'DatabaseSubnets'),
      detail('Tags', 'Never'),
    ];
    expect(findLosses([change(database, { Replacement: 'True', Details })])).toMatchObject([
      { causes: ['DBSubnetGroupName (through DatabaseSubnets)'] },
    ]);
  });

  test.each([
    ['ReplaceAndDelete', 'deleted'],
    ['ReplaceAndRetain', 'kept'],
    ['ReplaceAndSnapshot', 'kept as a snapshot'],
    [undefined, undefined],
  ])('the policy %s leaves the old one %s', (PolicyAction, fate) => {
    expect(findLosses([change(database, { Replacement: 'True', PolicyAction })])).toMatchObject([{ fate }]);
  });
});
