import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A paid choice that somebody stands by, made with CDK's `Validations.of(construct).acknowledge(…)`. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
  /** It covers this construct and all within. */
  readonly path: string;
}

/** Every acknowledgement of the pack's rules, with and without the pack's name before the id. */
export const collectAcknowledgements = (root: IConstruct, packName: string): readonly Acknowledgement[] =>
  root.node
    .findAll()
    .flatMap((construct) => acknowledgementsOf(construct))
    .flatMap(({ id, ...rest }) => {
      const own = withoutPack(id, packName);
      return own.startsWith(`${packName}-`) ? [{ ...rest, id: own }] : [];
    });

const acknowledgementsOf = ({ node }: IConstruct): readonly Acknowledgement[] =>
  node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
    .map(([id, reason]) => ({ id, reason, path: node.path }));

/** CDK puts `Annotation::` before an id that has no pack. */
const withoutPack = (id: string, packName: string) =>
  id.replace(new RegExp(`^(annotation|${packName})::`, 'i'), '');

export const covers = ({ path }: Acknowledgement, place: string) =>
  path === '' || place === path || place.startsWith(`${path}/`);
