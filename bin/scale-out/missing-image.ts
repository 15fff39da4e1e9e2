import { exitCodes, UserError } from '../io/errors';
import { type DeployedStack, requiredOutput } from '../stack/read-stack';

/** Builds the image of a release archive and pushes it. */
export const pushScript = 'deployment/containers/push-image.sh';

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
  return new UserError(
    [
      `There is no image ${repository}:${tag} yet; ${state}`,
      'From the checkout of that release, with Docker and the AWS CLI:',
      '  npm run release',
      `  bash ${pushScript} ${repository} dist/release/${tag}.tar.gz`,
    ].join('\n'),
    { code: exitCodes.failed, fix: `type these, then ${again}; waffle releases lists those that are there` },
  );
}
