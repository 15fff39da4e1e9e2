import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { InvalidFields } from '../../errors';
import type { PictureReport } from '../../make-picture';
import { WorkLimit } from '../../platform/database/work-limit';
import type { Picture } from './make-picture';

/** The largest picture takes a second; on a processor that is out of credits ten. */
const timeoutMs = 20_000;

/** Beside the server in a release, a source file in a checkout. */
const released = path.join(__dirname, 'make-picture.cjs');
const program = existsSync(released)
  ? { file: released, loader: [] }
  : { file: path.join(__dirname, '../../make-picture.ts'), loader: ['--import', 'tsx'] };

/**
 * Makes pictures in a process of its own, one at a time: the decoders' memory is given back with each, and the API has none of
 * theirs, nor their faults. The process gets no environment, and with it no secret's place.
 */
export class PictureMaker {
  readonly #limit = new WorkLimit(1);

  /** Throws `InvalidFields` for what is no picture, or none that can be kept. */
  make(source: string, target: string): Promise<Picture> {
    return this.#limit.run(async () => {
      const report = await runProgram(source, target);
      if ('unusable' in report) throw new InvalidFields({ file: [report.unusable] });
      return report.picture;
    });
  }
}

const runProgram = (source: string, target: string) =>
  new Promise<PictureReport>((resolve, reject) => {
    const child = fork(program.file, [source, target], {
      execArgv: [...program.loader, '--max-old-space-size=64'],
      // Blocks that large go back to the kernel, as in the API's own unit.
      env: { MALLOC_MMAP_THRESHOLD_: '1048576' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let report: PictureReport | undefined;
    child.once('message', (message) => (report = message as PictureReport));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (report !== undefined) resolve(report);
      // Something in the file was more than the decoder could take.
      else if (signal !== null) resolve({ unusable: 'This picture cannot be read.' });
      else reject(new Error(`make-picture ended with ${code}.`));
    });
  });
