import type { ControlGroup, MemoryFigures } from './stage/control-group';
import type { Figures } from './report';

const intervalMs = 250;
const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);

/** Reads the memory of the instance all along: the kernel keeps the peak of the whole, not that of the processes. */
export class MemoryWatch {
  private timer: NodeJS.Timeout | undefined;
  private last: (MemoryFigures & { readonly outOfMemoryKills: number }) | undefined;
  private peakAnonymousBytes = 0;

  start(group: ControlGroup): void {
    const read = async () => {
      this.last = { ...(await group.memory()), outOfMemoryKills: await group.outOfMemoryKills() };
      this.peakAnonymousBytes = Math.max(this.peakAnonymousBytes, this.last.anonymousBytes);
    };
    this.timer = setInterval(() => void read().catch(() => undefined), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  figures(): Figures {
    if (!this.last) return {};
    return {
      peakMemoryMiB: mebibytes(this.last.peakBytes),
      peakProcessMemoryMiB: mebibytes(this.peakAnonymousBytes),
      residentMemoryMiB: mebibytes(this.last.anonymousBytes),
      outOfMemoryKills: this.last.outOfMemoryKills,
    };
  }
}
