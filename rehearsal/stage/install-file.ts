import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Puts a file into the layer over an image, with the folders above it. */
export async function installFile(
  file: string,
  content: string | { readonly copyOf: string },
  mode = 0o644,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  if (typeof content === 'string') await writeFile(file, content);
  else await copyFile(content.copyOf, file);
  await chmod(file, mode);
}
