import type { Opinion } from './synthesize-trap';

/** What a checker thinks of a trap: the difference between the template with it and the one without. */
export interface Verdict {
  /** Rules that speak up because of the trap. */
  readonly objects: readonly string[];
  /** Those of them whose text is about money. */
  readonly aboutMoney: readonly string[];
  /** Rules that are content only once the trap is there: they ask for it. */
  readonly asksForIt: readonly string[];
}

const silence: Opinion = { counts: {}, stops: false, texts: {} };

export const compareOpinions = (withTrap: Opinion = silence, withoutIt: Opinion = silence): Verdict => {
  const objects = moreOf(withTrap, withoutIt);
  return {
    objects,
    aboutMoney: objects.filter((id) => isAboutMoney(withTrap.texts[id] ?? '')),
    asksForIt: moreOf(withoutIt, withTrap),
  };
};

const moreOf = (more: Opinion, less: Opinion) =>
  Object.keys(more.counts)
    .filter((id) => (more.counts[id] ?? 0) > (less.counts[id] ?? 0))
    .sort();

const isAboutMoney = (text: string) =>
  /\b(costs?|bill(s|ed|ing)?|pric(e|ing)|charge[sd]?|extended support|free tier)\b/i.test(text);
