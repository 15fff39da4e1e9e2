/** What to look for in a file of `deployment/`, and what it becomes, given the groups that matched. */
export type Rule = readonly [pattern: RegExp, replace: (...groups: string[]) => string];

/** Each rule must find what it replaces, so that a changed file is noticed here. */
export function change(text: string, rules: readonly Rule[]): string {
  return rules.reduce((changed, [pattern, replace]) => {
    if (changed.search(pattern) === -1)
      throw new Error(`Nothing in deployment/ looks like ${String(pattern)} any more: adapt bin/local/.`);
    return changed.replace(pattern, (_, ...groups: string[]) => replace(...groups));
  }, text);
}
