import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { InvalidPropError } from '../props/invalid-prop-error';

export interface ContainerImagesProps {
  /** Name of the repository: 2 to 256 of a-z, 0-9, `.`, `_`, `-` and `/`. */
  readonly name: string;

  /**
   * Images kept, the newest, 1 to 1000. Each is a release that the service can go back to.
   *
   * @default 20
   */
  readonly keep?: number;
}

const defaultKeep = 20;

/**
 * Where the images of the releases are: a tag never means another image, old ones expire, and each is scanned when it is pushed. The
 * repository goes with its stack, images included. See the README.
 * @throws InvalidPropError for a number of images that would keep none, or no whole one
 */
export class ContainerImages extends Construct {
  readonly repository: ecr.Repository;

  constructor(scope: Construct, id: string, { name, keep = defaultKeep }: ContainerImagesProps) {
    super(scope, id);
    refuseToKeepNone(this, keep);
    this.repository = new ecr.Repository(this, 'Repository', {
      repositoryName: name,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      lifecycleRules: [
        {
          description: 'What no tag leads to was a failed push',
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: Duration.days(1),
        },
        { description: `The newest ${keep} releases`, tagStatus: ecr.TagStatus.ANY, maxImageCount: keep },
      ],
      removalPolicy: RemovalPolicy.DESTROY,
      emptyOnDelete: true,
    });
  }
}

const refuseToKeepNone = (construct: Construct, keep: number) => {
  if (Number.isInteger(keep) && keep >= 1 && keep <= 1000) return;
  throw new InvalidPropError(construct, {
    prop: 'keep',
    got: keep,
    reason: 'the images that are kept would not be a number of releases',
    allowed: 'a whole number from 1 to 1000',
    change: `keep: ${defaultKeep}`,
  });
};
