import { AsyncLocalStorage } from 'node:async_hooks';
import { formatSeconds } from './format';
import { painter, type Paint, type TextStream } from './text-stream';

const spinnerFrames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 100;

/** What a step can say of itself while it runs. */
export interface Step {
  /** What it is doing or what came of it; the last one stays beside the elapsed time. */
  note(text: string): void;
}

/** A step that has ended. */
export interface StepRecord {
  readonly name: string;
  /** 0 for a step of its own, 1 within one, … */
  readonly depth: number;
  readonly ok: boolean;
  /** Wall clock, ms since 1970. */
  readonly startedAtEpochMs: number;
  readonly seconds: number;
  readonly note?: string;
}

interface RunningStep {
  readonly name: string;
  readonly parent: RunningStep | undefined;
  readonly depth: number;
  readonly startedAtEpochMs: number;
  readonly startMs: number;
  runningChildren: number;
  announced: boolean;
  note?: string;
}

/**
 * Steps as a tree with elapsed times: on a terminal the steps under way are rewritten in place, elsewhere each
 * start and each end is a line. A step started within another one's work is nested, also when several run at once.
 */
export class Progress {
  private readonly paint: Paint;
  private readonly current = new AsyncLocalStorage<RunningStep>();
  private readonly running = new Set<RunningStep>();
  private readonly ended: StepRecord[] = [];
  private drawnLines = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: TextStream,
    color: boolean,
  ) {
    this.paint = painter(stream, color);
  }

  async step<T>(name: string, work: (step: Step) => Promise<T>): Promise<T> {
    const step = this.begin(name);
    const note = (text: string) => {
      step.note = text;
    };
    try {
      const result = await this.current.run(step, () => work({ note }));
      this.end(step, true);
      return result;
    } catch (error) {
      this.end(step, false);
      throw error;
    }
  }

  /** Ended steps in the order of their ends. */
  records(): readonly StepRecord[] {
    return [...this.ended];
  }

  /** Writes whole lines, above the steps that are being rewritten. */
  print(target: TextStream, lines: string): void {
    this.erase();
    target.write(lines);
    this.draw();
  }

  private begin(name: string): RunningStep {
    const parent = this.current.getStore();
    if (parent) this.announce(parent);
    if (parent) parent.runningChildren += 1;
    const depth = parent ? parent.depth + 1 : 0;
    const times = { startedAtEpochMs: Date.now(), startMs: performance.now() };
    const step: RunningStep = { name, parent, depth, ...times, runningChildren: 0, announced: false };
    if (!this.stream.isTTY) this.announce(step);
    this.running.add(step);
    this.redraw();
    return step;
  }

  private end(step: RunningStep, ok: boolean): void {
    const { name, depth, startedAtEpochMs, note } = step;
    const seconds = secondsSince(step.startMs);
    this.ended.push({ name, depth, ok, startedAtEpochMs, seconds, ...(note && { note }) });
    this.running.delete(step);
    if (step.parent) step.parent.runningChildren -= 1;
    const mark = ok ? this.paint('green', '✔') : this.paint('red', '✖');
    const aside = this.paint('dim', [formatSeconds(seconds), note].filter(Boolean).join('  '));
    this.print(this.stream, `${indent(step)}${mark} ${name}  ${aside}\n`);
  }

  /** The line of a step that will have more below it. */
  private announce(step: RunningStep): void {
    if (step.announced) return;
    step.announced = true;
    this.print(this.stream, `${indent(step)}${this.paint('dim', '…')} ${step.name}\n`);
  }

  private redraw(): void {
    this.erase();
    this.draw();
  }

  private erase(): void {
    if (this.drawnLines > 0) this.stream.write(`\u001b[${this.drawnLines}A\u001b[0J`);
    this.drawnLines = 0;
  }

  private draw(): void {
    if (!this.stream.isTTY) return;
    const innermost = [...this.running].filter((step) => step.runningChildren === 0);
    if (innermost.length > 0) this.stream.write(innermost.map((step) => this.liveLine(step)).join(''));
    this.drawnLines = innermost.length;
    this.keepDrawing();
  }

  private keepDrawing(): void {
    if (this.running.size > 0) {
      this.timer ??= setInterval(() => this.redraw(), frameMs).unref();
      return;
    }
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private liveLine(step: RunningStep): string {
    const frame = spinnerFrames[Math.floor(performance.now() / frameMs) % spinnerFrames.length];
    const parts = [
      `${indent(step)}${frame} ${step.name}`,
      formatSeconds(secondsSince(step.startMs)),
      step.note,
    ];
    const width = Math.max(1, (this.stream.columns || 80) - 1);
    return `${parts.filter(Boolean).join('  ').slice(0, width)}\n`;
  }
}

const indent = (step: RunningStep) => '  '.repeat(step.depth);
const secondsSince = (startMs: number) => (performance.now() - startMs) / 1000;
