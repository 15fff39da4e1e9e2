import path from 'node:path';
import { runCommandLine } from './command-line';
import { readEnvironment } from './io/environment';
import { interruptionSignal } from './io/interruption';
import { verbs } from './verbs';

void runCommandLine(process.argv.slice(2), {
  verbs,
  rootDirectory: path.resolve(__dirname, '..'),
  environment: readEnvironment(),
  interruption: interruptionSignal(),
  // Verbs are modules of TypeScript, loaded as they are needed. The help does without what that takes.
  beforeLoad: async () => void (await import('tsx/esm/api')).register(),
}).then((code) => process.exit(code));
