import path from 'node:path';
import { runCommandLine } from './command-line';
import { benchVerb } from './commands/bench';
import { checkVerb } from './commands/check';
import { dbVerb } from './commands/db';
import { localVerb } from './commands/local';
import { planVerb } from './commands/plan';
import { rehearseVerb } from './commands/rehearse';
import { releaseVerb } from './commands/release';
import { readEnvironment } from './io/environment';
import { interruptionSignal } from './io/interruption';

void runCommandLine(process.argv.slice(2), {
  verbs: [checkVerb, planVerb, dbVerb, releaseVerb, rehearseVerb, localVerb, benchVerb],
  rootDirectory: path.resolve(__dirname, '..'),
  environment: readEnvironment(),
  interruption: interruptionSignal(),
}).then((code) => process.exit(code));
