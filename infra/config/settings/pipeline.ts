import { z } from 'zod';
import {
  type GithubRepository,
  githubRepositoryGuide,
  githubRepositoryProblem,
} from '../../constructs/github-roles/github-repository';
import { textWithout } from './checks';
import { rule } from './rule';

export const pipelineSettings = {
  githubRepository: rule({
    group: 'pipeline',
    schema: textWithout<GithubRepository>(githubRepositoryProblem).optional(),
    meaning:
      'Repository whose workflows deploy, by role and without a stored key; empty, there are no such roles',
    ...githubRepositoryGuide,
  }),
  githubBranch: rule({
    group: 'pipeline',
    schema: z
      .string()
      .regex(/^(?!.*(\.\.|\/\/))[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, 'it is not the name of one branch')
      .default('main'),
    meaning: 'The only branch that they deploy from',
    allowed: 'the name of a branch, without wildcards',
    change: '-c githubBranch=main',
    needs: 'githubRepository',
  }),
  githubEnvironment: rule({
    group: 'pipeline',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'it is not the name of an environment')
      .default('production'),
    meaning: 'Environment of GitHub that a deploy runs in; who has to approve it is set there',
    allowed: 'a name of letters, digits, - and _',
    change: '-c githubEnvironment=production',
    needs: 'githubRepository',
  }),
  githubProvider: rule({
    group: 'pipeline',
    schema: z.enum(['make', 'existing'], 'it is neither make nor existing').default('make'),
    meaning:
      'existing: the account has GitHub’s identity provider already, from another project; there can be one only',
    allowed: 'make, existing',
    change: '-c githubProvider=existing; aws iam list-open-id-connect-providers lists yours',
    needs: 'githubRepository',
  }),
} as const;
