import type { TextStream } from '../../bin/io/text-stream';

/** A stream that keeps what is written to it. */
export class TextCollector implements TextStream {
  text = '';

  constructor(
    readonly isTTY = false,
    readonly columns = 80,
  ) {}

  write(text: string): void {
    this.text += text;
  }

  /** What a terminal shows after the rewriting of lines: cursor up and erase downwards are carried out. */
  get screen(): string[] {
    const lines: string[] = [];
    // eslint-disable-next-line no-control-regex
    for (const part of this.text.split(/(\u001b\[\d+A\u001b\[0J|\n)/)) {
      // eslint-disable-next-line no-control-regex
      const up = /^\u001b\[(\d+)A/.exec(part)?.[1];
      if (up) lines.splice(lines.length - Number(up));
      if (!up && part !== '\n' && part !== '') lines.push(part);
    }
    return lines;
  }
}

/** Elapsed times differ from run to run. */
export const withoutTimes = (text: string) => text.replace(/\d+\.\d s/g, '0.0 s');
