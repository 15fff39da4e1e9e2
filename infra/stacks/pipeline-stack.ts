import { CfnOutput, type IStackSynthesizer, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../config/settings';
import { type GithubRepository } from '../constructs/github-roles/github-repository';
import { GithubRoles } from '../constructs/github-roles/github-roles';

export interface PipelineStackProps {
  readonly settings: Settings;
  readonly repository: GithubRepository;
}

/**
 * The roles of GitHub's workflows, apart from the project's own stack: its deploys would otherwise need the right to change their own
 * rights. It holds no asset and is written without CDK's roles.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, { settings, repository }: PipelineStackProps) {
    const { projectName, region } = settings;
    super(scope, `${projectName}-pipeline`, {
      description: `Roles of GitHub Actions, for ${projectName}`,
      // The class is not assignable to its interface under exactOptionalPropertyTypes.
      synthesizer: new LegacyStackSynthesizer() as IStackSynthesizer,
      tags: { ...settings.tags, project: projectName },
      ...(region === undefined ? {} : { env: { region } }),
    });
    const roles = new GithubRoles(this, 'Github', {
      projectName,
      repository,
      branch: settings.githubBranch,
      environment: settings.githubEnvironment,
      topology: settings.topology,
      provider: settings.githubProvider,
    });
    new CfnOutput(this, 'DeployRoleArn', { value: roles.deployRoleArn });
    new CfnOutput(this, 'PlanRoleArn', { value: roles.planRoleArn });
  }
}
