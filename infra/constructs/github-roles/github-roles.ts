import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { InvalidPropError } from '../props/invalid-prop-error';
import {
  type GithubRepository,
  githubRepositoryGuide,
  githubRepositoryProblem,
  repositoryIdOf,
  subjectsOf,
} from './github-repository';
import { deployGrants, type Grant, planGrants, statementOf, wildcardsOf } from './permissions';
import { scaleOutDeployGrants } from './scale-out-permissions';

export interface GithubRolesProps {
  /** Whose releases are deployed; a prefix of parameters, objects and the name of the stack. */
  readonly projectName: string;

  /** The only repository whose workflows get the roles. */
  readonly repository: GithubRepository;

  /**
   * The only branch whose workflows deploy.
   *
   * @default main
   */
  readonly branch?: string;

  /**
   * The environment of GitHub that a deploy runs in, where people approve it.
   *
   * @default production
   */
  readonly environment?: string;

  /**
   * What releases run on: a deploy to one server is a command on it, one to many machines an image and a change of the service's stack.
   *
   * @default one-server
   */
  readonly topology?: 'one-server' | 'scale-out';

  /**
   * `existing` where the account has GitHub's identity provider already: there can be one only.
   *
   * @default make
   */
  readonly provider?: 'make' | 'existing';
}

const issuer = 'token.actions.githubusercontent.com';

/** What a caller gets who does not choose. */
const defaults = {
  branch: 'main',
  environment: 'production',
  topology: 'one-server',
  provider: 'make',
} as const satisfies Partial<GithubRolesProps>;

type Choices = Required<GithubRolesProps>;

/**
 * What workflows of GitHub Actions may do here, without a stored key: one role deploys, from one branch and one environment of one
 * repository; the other makes the plan of its pull requests and can change nothing. See the README.
 * @throws InvalidPropError for a repository without its numbers
 */
export class GithubRoles extends Construct {
  readonly deployRoleArn: string;
  readonly planRoleArn: string;

  constructor(scope: Construct, id: string, props: GithubRolesProps) {
    super(scope, id);
    const choices: Choices = { ...defaults, ...props };
    refuseWrong(this, choices);
    const provider = providerArn(this, choices);
    const deploy = createRole(this, 'Deploy', {
      trust: whoDeploys(provider, choices),
      description: `Deploys releases of ${choices.projectName} from GitHub Actions`,
      grants: grantsOf[choices.topology](choices.projectName),
    });
    const plan = createRole(this, 'Plan', {
      trust: whoPlans(provider, choices),
      description: `Reads what a deploy of ${choices.projectName} would change, for its pull requests`,
      grants: planGrants(choices.projectName),
    });
    this.deployRoleArn = deploy.roleArn;
    this.planRoleArn = plan.roleArn;
  }
}

const grantsOf = { 'one-server': deployGrants, 'scale-out': scaleOutDeployGrants } as const;

const refuseWrong = (scope: Construct, { repository }: Choices) => {
  const reason = githubRepositoryProblem(repository);
  if (reason === undefined) return;
  throw new InvalidPropError(scope, {
    prop: 'repository',
    got: repository,
    reason,
    ...githubRepositoryGuide,
  });
};

/** IAM knows GitHub's authority by itself and asks for no thumbprint (IAM User Guide, OIDC providers; read 2026-11-22). */
const providerArn = (scope: Construct, { provider }: Choices): string => {
  if (provider === 'existing') {
    return Stack.of(scope).formatArn({
      service: 'iam',
      region: '',
      resource: 'oidc-provider',
      resourceName: issuer,
    });
  }
  return new iam.CfnOIDCProvider(scope, 'Provider', {
    url: `https://${issuer}`,
    clientIdList: ['sts.amazonaws.com'],
  }).attrArn;
};

/**
 * The subject of a job in an environment does not name its branch, hence the second condition. STS knows GitHub's claims one by one
 * since January 2026 (aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims).
 */
const whoDeploys = (provider: string, { repository, branch, environment }: Choices) =>
  trusting(provider, {
    sub: [...subjectsOf(repository, `environment:${environment}`)],
    ref: `refs/heads/${branch}`,
    repository_id: repositoryIdOf(repository),
  });

/** A pull request of a fork gets no token of this repository. */
const whoPlans = (provider: string, { repository }: Choices) =>
  trusting(provider, {
    sub: [...subjectsOf(repository, 'pull_request')],
    repository_id: repositoryIdOf(repository),
  });

const trusting = (provider: string, claims: Readonly<Record<string, string | string[]>>) =>
  new iam.WebIdentityPrincipal(provider, {
    StringEquals: Object.fromEntries(
      Object.entries({ aud: 'sts.amazonaws.com', ...claims }).map(([claim, value]) => [
        `${issuer}:${claim}`,
        value,
      ]),
    ),
  });

interface RoleParts {
  readonly trust: iam.IPrincipal;
  readonly description: string;
  readonly grants: readonly Grant[];
}

const createRole = (scope: Construct, id: string, { trust, description, grants }: RoleParts): iam.Role => {
  const statements = grants.map((grant) => statementOf(scope, grant));
  const role = new iam.Role(scope, id, {
    assumedBy: trust,
    description,
    inlinePolicies: { [id]: new iam.PolicyDocument({ statements }) },
  });
  const onPurpose = wildcardsOf(scope, grants).map(({ resource, reason }) => ({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${resource}]`,
    reason,
  }));
  Validations.of(role).acknowledge(...onPurpose);
  return role;
};
