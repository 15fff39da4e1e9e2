import type { ControlGroup } from './stage/control-group';
import type { Figures } from './report';

const intervalMs = 250;
const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);

interface Reading {
  readonly peakBytes: number;
  readonly anonymousBytes: number;
  readonly peakAnonymousBytes: number;
  readonly outOfMemoryKills: number;
}

/** Reads the memory of the instance all along: the kernel keeps the peak of the whole, not that of the processes. */
export class MemoryWatch {
  private timer: NodeJS.Timeout | undefined;
  /** One for each instance, the newest last. */
  private readonly readings: Reading[] = [];

  /** Also for an instance that takes another's place. */
  start(group: ControlGroup): void {
    this.stop();
    const number = this.readings.length;
    const read = async () => {
      const memory = await group.memory();
      const before = this.readings[number]?.peakAnonymousBytes ?? 0;
      this.readings[number] = {
        ...memory,
        peakAnonymousBytes: Math.max(before, memory.anonymousBytes),
        outOfMemoryKills: await group.outOfMemoryKills(),
      };
    };
    this.timer = setInterval(() => void read().catch(() => undefined), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  figures(): Figures {
    const last = this.readings.at(-1);
    if (!last) return {};
    return {
      peakMemoryMiB: mebibytes(this.most(({ peakBytes }) => peakBytes)),
      peakProcessMemoryMiB: mebibytes(this.most(({ peakAnonymousBytes }) => peakAnonymousBytes)),
      residentMemoryMiB: mebibytes(last.anonymousBytes),
      outOfMemoryKills: this.readings.reduce((sum, { outOfMemoryKills }) => sum + outOfMemoryKills, 0),
    };
  }

  private most(of: (reading: Reading) => number): number {
    return Math.max(...this.readings.map(of));
  }
}
