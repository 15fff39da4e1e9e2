/**
 * The condition that a column holds a text, whose pattern is the value: in any letter case, but no more than that. The
 * column's own collation would also ignore accents and take all emoji for one.
 */
export const holdsText = (column: string) => `LOWER(${column}) COLLATE utf8mb4_bin LIKE LOWER(?)`;

export const patternOf = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
