import { environmentVariables as names } from '../../contract';
import { quote, type Reader } from './reader';

export function readRelease(reader: Reader): string {
  const file = reader.optional(names.releaseManifestFile);
  if (file === undefined) return 'development';
  const text = reader.file(names.releaseManifestFile, file);
  if (text === '') return '';
  const id = parseReleaseId(text);
  if (id !== undefined) return id;
  return reader.problem(
    '',
    names.releaseManifestFile,
    `${quote(file)}, which names no release`,
    'the manifest.json of a release, an object with a string "id"',
    'Point it to the manifest of the release that runs.',
  );
}

function parseReleaseId(text: string): string | undefined {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}
