import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { GithubRoles } from './github-roles';

export const stack = new Stack(new App(), 'example');

const roles = new GithubRoles(stack, 'Roles', {
  projectName: 'my-api',
  repository: 'octocat@583231/my-api@1296269',
});

new CfnOutput(stack, 'DeployRoleArn', { value: roles.deployRoleArn });
