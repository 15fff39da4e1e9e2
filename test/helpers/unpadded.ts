/** Markdown without what Prettier adds to it: it pads the cells of a table. */
export const unpadded = (text: string) =>
  text
    .replace(/-{3,}/g, '---')
    .replace(/[ \t]+/g, ' ')
    .replace(/\n+/g, '\n');
