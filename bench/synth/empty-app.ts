import { App, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';

/** The least that CDK synthesizes: a stack has to have a resource. */
const app = new App();
new StringParameter(new Stack(app, 'Empty'), 'Parameter', { stringValue: 'empty' });
