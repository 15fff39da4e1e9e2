/** As much of CloudFormation's template as a release changes. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

interface ContainerDefinition {
  readonly Image: unknown;
}

/** The template of the service with another release in the place of one, and nothing else in it changed. */
export const withImageTag = (template: Template, from: string, to: string): Template => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => [
      id,
      resource.Type === 'AWS::ECS::TaskDefinition' ? withImages(resource, from, to) : resource,
    ]),
  ),
  Outputs: Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([id, output]) => [
      id,
      output.Value === from ? { ...output, Value: to } : output,
    ]),
  ),
});

type Resource = Template['Resources'][string];

const withImages = (resource: Resource, from: string, to: string): Resource => {
  const containers = (resource.Properties?.['ContainerDefinitions'] ?? []) as readonly ContainerDefinition[];
  return {
    ...resource,
    Properties: {
      ...resource.Properties,
      ContainerDefinitions: containers.map((each) => ({ ...each, Image: retagged(each.Image, from, to) })),
    },
  };
};

/** It is a text in pieces, of which the last one ends with the tag. */
const retagged = (image: unknown, from: string, to: string): unknown =>
  JSON.parse(JSON.stringify(image).replaceAll(`:${from}"`, `:${to}"`));
