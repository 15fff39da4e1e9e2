/** UTC ISO 8601 with six fractional digits, as clients know it: `2026-11-21T10:15:00.123000Z`. */
export const timestamp = (date: Date): string => date.toISOString().replace('Z', '000Z');

export const timestampOrNull = (date: Date | null): string | null => date && timestamp(date);

/** The same, from the text that MySQL writes: `2026-11-21 10:15:00.123000`. */
export const timestampOfText = (text: string): string => `${text.slice(0, 10)}T${text.slice(11)}Z`;
