import path from 'node:path';

import { seedCommand } from './sample-data/seed-command';

const printer = (stream: NodeJS.WriteStream) => (line: string) => void stream.write(`${line}\n`);

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort());

void seedCommand(process.argv.slice(2), {
  environment: process.env,
  rootDirectory: path.join(__dirname, '..'),
  out: printer(process.stdout),
  err: printer(process.stderr),
  signal: interruption.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
