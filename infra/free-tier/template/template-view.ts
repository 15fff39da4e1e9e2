/** A synthesized CloudFormation template, as far as prices and rules look at it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly Resources?: Readonly<Record<string, RawResource>>;
}

interface RawResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
  /** Of the construct that made it, where that is known. */
  readonly constructPath: string | undefined;
  readonly stack: StackView;
}

export type Properties = Readonly<Record<string, unknown>>;

/** One template, nested or not, with what is known of its place. */
export interface StackView {
  readonly name: string;
  /** `undefined` when the template goes to any region. */
  readonly region: string | undefined;
  readonly templateFile: string | undefined;
  readonly template: Template;
  readonly resources: readonly Resource[];
}

export interface StackInput {
  readonly name: string;
  readonly template: Template;
  readonly region?: string | undefined;
  readonly templateFile?: string | undefined;
  readonly constructPaths?: ReadonlyMap<string, string> | undefined;
}

export const viewStack = ({
  name,
  template,
  region,
  templateFile,
  constructPaths,
}: StackInput): StackView => {
  const resources: Resource[] = [];
  const stack = { name, region, templateFile, template, resources };
  for (const [logicalId, raw] of Object.entries(template.Resources ?? {})) {
    resources.push({
      logicalId,
      type: raw.Type,
      properties: raw.Properties ?? {},
      deletionPolicy: raw.DeletionPolicy,
      constructPath: constructPaths?.get(logicalId),
      stack,
    });
  }
  return stack;
};

/** Where a person finds it: the construct, else the logical id. */
export const placeOf = ({ constructPath, stack, logicalId }: Resource) =>
  constructPath ?? `${stack.name}/${logicalId}`;

/** The resource of the same template that a `Ref` or `Fn::GetAtt` leads to. */
export const resourceBehind = (stack: StackView, value: unknown): Resource | undefined => {
  const logicalId = referenceOf(value);
  return stack.resources.find((resource) => resource.logicalId === logicalId);
};

const referenceOf = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = value;
  if (typeof Ref === 'string') return Ref;
  const [logicalId] = Array.isArray(attribute) ? (attribute as unknown[]) : [];
  return typeof logicalId === 'string' ? logicalId : undefined;
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
