/**
 * What names are compared by: the same for every letter case and every way to encode their characters. Upper case comes
 * first because lower case alone depends on a letter's place in the word (σ and ς).
 */
export const nameKey = (name: string) => name.normalize('NFKC').toUpperCase().toLowerCase();
