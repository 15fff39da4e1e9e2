/** A word of a script of the shell, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

export const shellWords = (words: readonly string[]): string => words.map(shellWord).join(' ');

/** `${base64}` of a text, for a script that decodes it: Run Command would replace `{{ssm:…}}` in it. */
export const encoded = (text: string): string => Buffer.from(text).toString('base64');
