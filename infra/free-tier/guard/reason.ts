/** Three words are the least that can say why. */
export const isReason = (text: string) =>
  text.split(/\s+/).filter((word) => /\p{L}{2,}/u.test(word)).length >= 3;
