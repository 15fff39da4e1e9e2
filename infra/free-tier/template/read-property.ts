import { isRecord, type Properties, type StackView } from './template-view';

/** A property is not there, or is a literal, or is only known to CloudFormation. */
export type Reading =
  | { readonly state: 'absent' }
  | { readonly state: 'known'; readonly value: unknown }
  | { readonly state: 'unresolved'; readonly expression: string };

/** What is at `A.B.C`; a `Ref` to a parameter counts as its default. */
export const read = (stack: StackView, properties: Properties, path: string): Reading => {
  let value: unknown = properties;
  for (const key of path.split('.')) {
    value = isRecord(value) ? resolve(stack, value[key]) : undefined;
    if (isIntrinsic(value)) return { state: 'unresolved', expression: JSON.stringify(value) };
  }
  return value === undefined ? { state: 'absent' } : { state: 'known', value };
};

/** The text at a path, or `undefined` when there is none or only CloudFormation knows it. */
export const textAt = (stack: StackView, properties: Properties, path: string): string | undefined => {
  const reading = read(stack, properties, path);
  if (reading.state !== 'known' || !['string', 'number'].includes(typeof reading.value)) return undefined;
  return String(reading.value);
};

/** A size or a count, which is never below zero; CloudFormation takes numbers as text too. */
export const numberAt = (stack: StackView, properties: Properties, path: string): number | undefined => {
  const text = textAt(stack, properties, path)?.trim();
  return text && Number.isFinite(Number(text)) && Number(text) >= 0 ? Number(text) : undefined;
};

/** And booleans. */
export const isTrueAt = (stack: StackView, properties: Properties, path: string): boolean => {
  const reading = read(stack, properties, path);
  return reading.state === 'known' && String(reading.value) === 'true';
};

export const listAt = (stack: StackView, properties: Properties, path: string): readonly unknown[] => {
  const reading = read(stack, properties, path);
  return reading.state === 'known' && Array.isArray(reading.value) ? reading.value : [];
};

export const isUnresolved = (stack: StackView, properties: Properties, path: string): boolean =>
  read(stack, properties, path).state === 'unresolved';

const resolve = ({ template }: StackView, value: unknown): unknown => {
  if (!isRecord(value) || typeof value['Ref'] !== 'string') return value;
  const parameter = template.Parameters?.[value['Ref']];
  // The default of such a parameter is the name of an SSM parameter, not its value.
  if (parameter === undefined || parameter.Type?.startsWith('AWS::SSM::Parameter::Value')) return value;
  return parameter.Default ?? value;
};

const isIntrinsic = (value: unknown) =>
  isRecord(value) &&
  Object.keys(value).length === 1 &&
  Object.keys(value).every((key) => key === 'Ref' || key.startsWith('Fn::'));
