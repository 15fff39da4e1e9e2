/** What the output port needs of a stream: `process.stdout` has it, a test's collector too. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

export type Paint = (style: keyof typeof codes, text: string) => string;

/** Colours for a terminal, the bare text for anything else (`node:util`'s styleText is not stable in Node 20). */
export const painter = (stream: TextStream, color: boolean): Paint =>
  color && stream.isTTY
    ? (style, text) => `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m`
    : (_, text) => text;
