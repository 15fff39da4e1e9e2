import { CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidPropError } from './invalid-prop-error';

/** A safe or free default given up on purpose. Whoever reads the template a year later finds the reason in it. */
export interface OptOut {
  /** Why, in at least three words. */
  readonly reason: string;
}

export interface OptOutRecord {
  /** Name of the prop. */
  readonly prop: string;
  readonly optOut: OptOut | undefined;
  /** Rules that would report what is given up, with the name of their pack: `FreeTier::FreeTier-MultiAz`. */
  readonly rules?: readonly string[];
}

/** Key in the metadata of the resource, an object of props and reasons. */
export const optOutMetadataKey = 'OptOuts';

/** The least that can say why. */
const leastWords = 3;

/**
 * Whether a default was given up. If so, the reason goes into the resource's metadata, hence into the template, and
 * acknowledges the rules that would report it.
 * @throws InvalidPropError when the reason says nothing
 */
export const recordOptOut = (resource: IConstruct, { prop, optOut, rules = [] }: OptOutRecord): boolean => {
  if (optOut === undefined) return false;
  const reason = optOut.reason.trim();
  refuseEmptyReason(resource, prop, reason);
  const element = resource.node.defaultChild ?? resource;
  if (element instanceof CfnResource) {
    const earlier: Readonly<Record<string, string>> = element.getMetadata(optOutMetadataKey) ?? {};
    element.addMetadata(optOutMetadataKey, { ...earlier, [prop]: reason });
  }
  Validations.of(resource).acknowledge(...rules.map((id) => ({ id, reason })));
  return true;
};

const refuseEmptyReason = (resource: IConstruct, prop: string, reason: string) => {
  if (reason.split(/\s+/).filter((word) => /\p{L}{2}/u.test(word)).length >= leastWords) return;
  throw new InvalidPropError(resource, {
    prop: `${prop}.reason`,
    got: reason,
    reason: 'it does not say why a safe or free default is given up',
    allowed: `at least ${leastWords} words`,
    change: `${prop}: { reason: 'what it is needed for, and who pays for it' }`,
  });
};
