interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template, as `cdk synth` writes it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** Of all stacks together. */
export class Resources {
  private readonly entries: readonly (readonly [string, Resource])[];

  constructor(templates: readonly Template[]) {
    this.entries = templates.flatMap(({ Resources: each }) => Object.entries(each));
  }

  every(type: string): readonly Properties[] {
    return this.withIds(type).map(([, properties]) => properties);
  }

  withIds(type: string): readonly (readonly [string, Properties])[] {
    return this.entries
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => [id, Properties]);
  }

  first(type: string): Properties | undefined {
    return this.every(type)[0];
  }

  only(type: string): Properties {
    const found = this.every(type);
    const [properties] = found;
    if (found.length !== 1 || properties === undefined) {
      throw new Error(`The picture is of one ${type}; the templates have ${found.length}.`);
    }
    return properties;
  }
}

export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);

export const list = (value: unknown) => (Array.isArray(value) ? (value as readonly Properties[]) : []);

/** A number or a text; what only the deploy knows is drawn as a dash. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '–';

/** The id that a `Ref` or `Fn::GetAtt` leads to. */
export const target = (value: unknown): string | undefined =>
  (at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0)) as string | undefined;

/** The first zone of the region is 1; by its name, the last letter says so. */
export const zoneOf = (properties: Properties): number => {
  const zone = properties['AvailabilityZone'];
  if (typeof zone === 'string') return zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0) + 1;
  return Number(at(zone, 'Fn::Select', 0)) + 1;
};
