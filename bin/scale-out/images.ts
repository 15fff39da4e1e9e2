import {
  DescribeImagesCommand,
  ECRClient,
  type ImageDetail,
  paginateDescribeImages,
} from '@aws-sdk/client-ecr';
import type { Target } from '../aws/target';

/** The image of a release. */
export interface StoredImage {
  /** Id of the release. */
  readonly tag: string;
  readonly digest: string;
  readonly bytes: number;
  /** ISO 8601 in UTC. */
  readonly pushedAt: string | null;
}

type Place = Pick<Target, 'aws' | 'projectName'>;

/** Newest first. The repository is named like the project, and keeps twenty. */
export async function listImages(
  { aws, projectName: repositoryName }: Place,
  abortSignal: AbortSignal,
): Promise<readonly StoredImage[]> {
  const pages = paginateDescribeImages({ client: new ECRClient(aws) }, { repositoryName }, { abortSignal });
  const images: StoredImage[] = [];
  for await (const { imageDetails = [] } of pages) images.push(...imageDetails.flatMap(describe));
  return images.sort((a, b) => (b.pushedAt ?? '').localeCompare(a.pushedAt ?? ''));
}

const describe = ({ imageTags = [], imageDigest = '', imageSizeInBytes = 0, imagePushedAt }: ImageDetail) =>
  imageTags.map((tag) => ({
    tag,
    digest: imageDigest,
    bytes: imageSizeInBytes,
    pushedAt: imagePushedAt?.toISOString() ?? null,
  }));

export async function hasImage(
  { aws, projectName: repositoryName }: Place,
  imageTag: string,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const command = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] });
  try {
    await new ECRClient(aws).send(command, { abortSignal });
    return true;
  } catch (error) {
    if (error instanceof Error && /^(Image|Repository)NotFound|^InvalidParameter/.test(error.name))
      return false;
    throw error;
  }
}
