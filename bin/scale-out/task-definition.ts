import { DescribeTaskDefinitionCommand, ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';

/** The container that a task is there for. */
export interface MainContainer {
  readonly name: string;
  /** `…amazonaws.com/waffle-backend:20261121T101500Z-1a2b3c4d` */
  readonly image: string;
  /** `undefined` where it logs elsewhere. */
  readonly log: { readonly group: string; readonly streamPrefix: string } | undefined;
}

/** @param definition ARN, `family:revision`, or a family of which the newest is meant */
export async function readTaskDefinition(
  { aws }: Pick<Target, 'aws'>,
  definition: string,
  abortSignal: AbortSignal,
): Promise<TaskDefinition> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: definition });
  const { taskDefinition } = await new ECSClient(aws).send(command, { abortSignal });
  if (taskDefinition === undefined) throw new UserError(`ECS knows no task definition ${definition}.`);
  return taskDefinition;
}

/** Beside it there is what hands it its secrets, and ends. */
export function mainContainer({ containerDefinitions = [] }: TaskDefinition): MainContainer {
  const main = containerDefinitions.find(({ essential }) => essential !== false);
  const { 'awslogs-group': group, 'awslogs-stream-prefix': streamPrefix } =
    main?.logConfiguration?.options ?? {};
  return {
    name: main?.name ?? '',
    image: main?.image ?? '',
    log: group === undefined || streamPrefix === undefined ? undefined : { group, streamPrefix },
  };
}

/** The id of the release of an image. */
export const tagOf = (image: string): string => image.slice(image.lastIndexOf(':') + 1);

/** The last part of an ARN. */
export const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
