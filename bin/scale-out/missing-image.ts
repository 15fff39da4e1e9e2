import { exitCodes, UserError } from '../io/errors';
import { type DeployedStack, requiredOutput } from '../stack/read-stack';

interface Missing {
  readonly tag: string;
  /** What is not done without it. */
  readonly state: string;
  /** What to type once it is there. */
  readonly again: string;
}

/** Which image is missing, and how it gets there. */
export function missingImage(stack: DeployedStack, { tag, state, again }: Missing): UserError {
  const repository = requiredOutput(stack, 'imageRepository');
  const registry = repository.slice(0, repository.indexOf('/'));
  const [, region = ''] = /\.ecr\.([\w-]+)\./.exec(repository) ?? [];
  return new UserError(
    [
      `There is no image ${repository}:${tag} yet; ${state}`,
      'From the checkout of that release, with Docker:',
      `  aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${registry}`,
      `  docker build --target app --tag ${repository}:${tag} .`,
      `  docker push ${repository}:${tag}`,
    ].join('\n'),
    { code: exitCodes.failed, fix: `type these, then ${again}; waffle releases lists those that are there` },
  );
}
