/** `owner@id/name@id`: by name and by number, as GitHub writes it into the subjects of new repositories. */
export type GithubRepository = `${string}@${number}/${string}@${number}`;

export const githubRepositoryGuide = {
  allowed: 'owner@id/name@id, such as octocat@583231/my-api@1296269, or empty',
  change:
    '-c githubRepository=octocat@583231/my-api@1296269; gh api repos/octocat/my-api --jq \'"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"\' prints yours',
} as const;

const pattern = /^([A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?)@(\d+)\/([A-Za-z0-9._-]{1,100})@(\d+)$/;

/** Why a value names no repository for ever, or `undefined` when it does. */
export const githubRepositoryProblem = (value: string): string | undefined =>
  pattern.test(value) ? undefined : 'it does not name a repository by its names and its numbers';

/**
 * The subjects that GitHub's tokens of a repository have in a context, such as `environment:production`. Repositories made since
 * 2026-07-15, and those that opted in, have the form with the numbers, the others the one without
 * (docs.github.com/en/actions/reference/security/oidc; read 2026-11-22).
 */
export const subjectsOf = (repository: GithubRepository, context: string): readonly string[] => {
  const [, owner, , name] = pattern.exec(repository) ?? [];
  return [`repo:${owner}/${name}:${context}`, `repo:${repository}:${context}`];
};

/** The number that a repository keeps when it is renamed. */
export const repositoryIdOf = (repository: GithubRepository): string => pattern.exec(repository)?.[4] ?? '';
