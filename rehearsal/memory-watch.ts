import type { ControlGroup, MemoryFigures } from './stage/control-group';
import type { Figures } from './report';

const intervalMs = 250;
const sampleEveryMs = 1000;
const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);

/** Memory of the instance at one moment. */
export interface MemorySample {
  /** Wall clock, ms since 1970. */
  readonly atEpochMs: number;
  readonly processesMiB: number;
  readonly pageCacheMiB: number;
}

/** Reads the memory of the instance all along: the kernel keeps the peak of the whole, not that of the processes. */
export class MemoryWatch {
  /** One a second. */
  readonly samples: MemorySample[] = [];
  private timer: NodeJS.Timeout | undefined;
  private last: (MemoryFigures & { readonly outOfMemoryKills: number }) | undefined;
  private peakAnonymousBytes = 0;
  /** Of the instances before this one. */
  private earlier = { peakBytes: 0, outOfMemoryKills: 0 };

  /** Also of an instance that takes another's place. */
  start(group: ControlGroup): void {
    this.stop();
    this.earlier = this.total();
    this.last = undefined;
    const read = async () => {
      this.last = { ...(await group.memory()), outOfMemoryKills: await group.outOfMemoryKills() };
      this.peakAnonymousBytes = Math.max(this.peakAnonymousBytes, this.last.anonymousBytes);
      this.keep(this.last);
    };
    this.timer = setInterval(() => void read().catch(() => undefined), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  figures(): Figures {
    if (!this.last) return {};
    const { peakBytes, outOfMemoryKills } = this.total();
    return {
      peakMemoryMiB: mebibytes(peakBytes),
      peakProcessMemoryMiB: mebibytes(this.peakAnonymousBytes),
      processMemoryMiB: mebibytes(this.last.anonymousBytes),
      outOfMemoryKills,
    };
  }

  private total() {
    const { peakBytes = 0, outOfMemoryKills = 0 } = this.last ?? {};
    return {
      peakBytes: Math.max(this.earlier.peakBytes, peakBytes),
      outOfMemoryKills: this.earlier.outOfMemoryKills + outOfMemoryKills,
    };
  }

  private keep({ anonymousBytes, cacheBytes }: MemoryFigures): void {
    const atEpochMs = Date.now();
    if (atEpochMs - (this.samples.at(-1)?.atEpochMs ?? 0) < sampleEveryMs) return;
    const memory = { processesMiB: mebibytes(anonymousBytes), pageCacheMiB: mebibytes(cacheBytes) };
    this.samples.push({ atEpochMs, ...memory });
  }
}
