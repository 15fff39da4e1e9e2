/** What people put into passwords; none of it has to be guessed. */
const commonWords =
  /password|passwort|passwd|secret|changeme|change|default|example|letmein|welcome|dragon|monkey|football|iloveyou|admin|root|user|login|test|demo|qwerty|asdf|zxcv|waffle|backend|mysql|database/g;

/**
 * About how many bits a guesser has to find: those of the characters that remain without known words, repetitions and
 * sequences. A lower bound for random passwords, and far below what a made-up one looks like.
 */
export function strengthBits(password: string, known: readonly string[] = []): number {
  const text = known.filter((word) => word.length > 2).reduce(withoutWord, password.toLowerCase());
  const surprising = withoutSequences(text.replace(commonWords, ''));
  return surprising.length * Math.log2(Math.max(new Set(surprising).size, 1));
}

const withoutWord = (text: string, word: string) => text.replaceAll(word.toLowerCase(), '');

/** Only the characters that do not go on as the two before them did: `aaa`, `abc`, `321`. */
function withoutSequences(text: string): readonly string[] {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const step = (index: number) => (codes[index] ?? 0) - (codes[index - 1] ?? 0);
  return [...text].filter(
    (_, index) => index < 2 || Math.abs(step(index)) > 1 || step(index) !== step(index - 1),
  );
}
