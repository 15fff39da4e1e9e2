import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { sshRuleDescription } from '../../infra/constructs/shared-security-group/ssh-address';
import type { MotoServer } from './moto-server';

const rule = (CidrIp: string, Description: string, port = 22) => ({
  Type: 'AWS::EC2::SecurityGroupIngress',
  Properties: {
    GroupId: { Ref: 'Group' },
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    CidrIp,
    Description,
  },
});

const template = {
  Resources: {
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupName: 'waffle-backend', GroupDescription: 'Shared by the server and the database' },
    },
    FromHome: rule('203.0.113.7/32', sshRuleDescription),
    FromOffice: rule('198.51.100.0/24', 'the office'),
    FromTheWorld: rule('0.0.0.0/0', 'HTTPS from the world: the API', 443),
    Server: {
      Type: 'AWS::EC2::Instance',
      // Any that moto has.
      Properties: { ImageId: 'ami-03cf127a', InstanceType: 't3.micro', LaunchTemplate: {} },
    },
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        DBInstanceClass: 'db.t3.micro',
        Engine: 'mysql',
        EngineVersion: '8.4.9',
        AllocatedStorage: '20',
        StorageType: 'gp3',
        MasterUsername: 'waffle',
        MasterUserPassword: 'a password of the test',
      },
    },
  },
  Outputs: { InstanceId: { Value: { Ref: 'Server' } } },
};

/**
 * What verbs about machines and rules need of the stack, in a second: the real template takes moto a minute.
 */
export async function createSmallStack(moto: MotoServer, apiUrl?: string): Promise<void> {
  const Outputs = { ...template.Outputs, ...(apiUrl !== undefined && { ApiUrl: { Value: apiUrl } }) };
  await new CloudFormationClient(moto.clientOptions).send(
    new CreateStackCommand({
      StackName: 'waffle-backend',
      TemplateBody: JSON.stringify({ ...template, Outputs }),
      Tags: [{ Key: 'project', Value: 'waffle-backend' }],
    }),
  );
}
