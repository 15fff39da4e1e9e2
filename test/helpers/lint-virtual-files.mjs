// Reads [{ file, code }, …] from stdin and writes the ESLint messages of each as [[…], …]: jest cannot load ESLint's
// configuration itself, because that is an ES module.
import { json } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const eslint = new ESLint();
const messagesOf = async ({ file, code }) => {
  const [result] = await eslint.lintText(code, { filePath: file });
  return result.messages.map(({ message }) => message);
};
const files = await json(process.stdin);
process.stdout.write(JSON.stringify(await Promise.all(files.map(messagesOf))));
