import { migrateCommand } from './platform/migrations/migrate-command';

const printer = (stream: NodeJS.WriteStream) => (line: string) => void stream.write(`${line}\n`);

void migrateCommand(process.argv.slice(2), process.env, __dirname, {
  out: printer(process.stdout),
  err: printer(process.stderr),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
