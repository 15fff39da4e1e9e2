import { UserError } from '../../bin/io/errors';
import type { ActCast } from './act';

/** Parts of an act that are played one after the other, whatever becomes of those before. */
export class Attempts {
  private readonly problems: string[] = [];

  constructor(private readonly cast: Pick<ActCast, 'output' | 'signal'>) {}

  /** @param work resolves to what the step notes, if anything */
  async make(title: string, work: () => Promise<unknown>): Promise<void> {
    const { output, signal } = this.cast;
    const step = output.step(title, async ({ note }) => {
      const seen = await work();
      if (typeof seen === 'string') note(seen);
    });
    await step.catch((error: unknown) => {
      signal.throwIfAborted();
      this.problems.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** @throws UserError with every problem at once */
  end(): void {
    if (this.problems.length > 0) throw new UserError(this.problems.join('\n\n'));
  }
}
