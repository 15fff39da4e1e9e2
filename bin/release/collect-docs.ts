import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { releaseFiles } from '../../contract';
import { exitCodes, UserError } from '../io/errors';
import { run } from '../io/run';
import type { ArchiveFile } from './archive-file';

const documentPath = `${releaseFiles.docsDirectory}/openapi.json`;

/** The package that shows the document, and what the page needs of it. */
const swaggerUi = {
  source: 'node_modules/swagger-ui-dist',
  files: ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'swagger-ui.css'],
} as const;

/** What the page at `/docs/` has beside the project's own static files: Swagger UI and the document of the API. @throws UserError */
export const collectDocs = (rootDirectory: string, documentProgram: string) =>
  Promise.all([
    ...swaggerUi.files.map((name) => readAsset(rootDirectory, name)),
    makeDocument(documentProgram),
  ]);

/** The files with the release's id in the document, which is made before there is one. */
export const withVersion = (files: readonly ArchiveFile[], version: string): readonly ArchiveFile[] =>
  files.map((file) =>
    file.path === documentPath ? { ...file, content: setVersion(file.content, version) } : file,
  );

async function readAsset(rootDirectory: string, name: string): Promise<ArchiveFile> {
  const source = `${swaggerUi.source}/${name}`;
  const content = await readFile(path.join(rootDirectory, source)).catch(() => {
    throw new UserError(`A release needs ${source} for the page at /docs/: not found.`, {
      code: exitCodes.usage,
      fix: `Restore the dependencies with \`npm ci\`; looked in ${rootDirectory}`,
    });
  });
  return { path: `${releaseFiles.docsDirectory}/swagger-ui/${name}`, source, content, executable: false };
}

/** The program is the API's own, bundled with the others; what it prints is the document. */
async function makeDocument(program: string): Promise<ArchiveFile> {
  const { stdout } = await run([process.execPath, '-'], { input: program });
  return { path: documentPath, source: 'app/openapi.ts', content: Buffer.from(stdout), executable: false };
}

function setVersion(content: Buffer, version: string): Buffer {
  const document = JSON.parse(content.toString()) as { readonly info: object };
  return Buffer.from(`${JSON.stringify({ ...document, info: { ...document.info, version } })}
`);
}
