/** A statement of a dump as it is written, with its delimiter, or a line between statements. Its characters are bytes. */
export interface DumpPart {
  readonly text: string;
  /** Line that it begins in, from 1. */
  readonly line: number;
}

/** What begins something in which a delimiter ends nothing, and where each ends. `/*!` is executed, so it is none. */
const openings = /['"`]|--(?=\s|$)|#|\/\*(?!!)/g;
const closings: Readonly<Record<string, RegExp>> = {
  "'": /['\\]/g,
  '"': /["\\]/g,
  '`': /`/g,
  '/*': /\*\//g,
};
const betweenStatements = /^\s*(?:$|--(?:\s|$)|#|\/\*(?!!)[^*]*\*\/\s*$)/;
const delimiterCommand = /^\s*DELIMITER\s+(\S+)\s*$/i;

/**
 * Cuts a dump as the client programs do, `DELIMITER` included, and holds one statement at a time. All texts together are
 * the dump.
 */
export class DumpSplitter {
  private delimiter = ';';
  /** What the scan is inside of: a quote or a comment. */
  private inside = '';
  private parts: string[] = [];
  private line = 0;
  private startLine = 1;

  /** @param line with its line break, unless it is the last one */
  *push(line: string): Generator<DumpPart> {
    this.line += 1;
    if (this.parts.length === 0 && this.isBetween(line)) {
      yield { text: line, line: this.line };
      return;
    }
    let start = 0;
    for (const end of this.delimiterEnds(line)) {
      const stop = line.slice(end).trim() === '' ? line.length : end;
      this.add(line.slice(start, stop));
      yield this.take();
      start = stop;
    }
    if (start < line.length) this.add(line.slice(start));
  }

  /** What no delimiter ended: nothing, or a statement cut off. */
  end(): DumpPart {
    return this.take();
  }

  private isBetween(line: string): boolean {
    const [, delimiter] = delimiterCommand.exec(line) ?? [];
    if (delimiter !== undefined) this.delimiter = delimiter;
    return delimiter !== undefined || betweenStatements.test(line);
  }

  private add(text: string): void {
    if (this.parts.length === 0) this.startLine = this.line;
    this.parts.push(text);
  }

  private take(): DumpPart {
    const part = { text: this.parts.join(''), line: this.startLine };
    this.parts = [];
    return part;
  }

  /** Positions after the delimiters of a line; what the line leaves open stays so. */
  private *delimiterEnds(line: string): Generator<number> {
    let at = 0;
    while (at < line.length) {
      if (this.inside !== '') {
        at = this.close(line, at);
        continue;
      }
      openings.lastIndex = at;
      const opening = openings.exec(line);
      const delimiter = line.indexOf(this.delimiter, at);
      if (delimiter >= 0 && (opening === null || delimiter < opening.index)) {
        at = delimiter + this.delimiter.length;
        yield at;
        continue;
      }
      if (opening === null || opening[0] === '--' || opening[0] === '#') return;
      this.inside = opening[0];
      at = opening.index + opening[0].length;
    }
  }

  /** Where the quote or comment ends that the position is inside of; the end of the line if it does not. */
  private close(line: string, from: number): number {
    const closing = closings[this.inside] as RegExp;
    closing.lastIndex = from;
    for (let found = closing.exec(line); found !== null; found = closing.exec(line)) {
      if (found[0] !== '\\') {
        this.inside = '';
        return closing.lastIndex;
      }
      closing.lastIndex += 1;
    }
    return line.length;
  }
}
