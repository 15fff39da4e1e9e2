import { readFileSync } from 'node:fs';
import path from 'node:path';
import { emptyDirectory, writePrivateFile } from './files';
import type { Layout } from './layout';
import { localNginx, type NginxSettings } from './nginx-config';

export const nginxFileOf = ({ nginxDirectory }: Layout) => path.join(nginxDirectory, 'nginx.conf');

/** Writes the configuration, and an empty folder around it for what Nginx writes. */
export function writeNginxFile(
  layout: Layout,
  settings: Omit<NginxSettings, 'directory' | 'mediaDirectory'>,
): void {
  const { nginxDirectory: directory, mediaDirectory } = layout;
  const read = (file: string) =>
    readFileSync(path.join(settings.rootDirectory, 'deployment/nginx', file), 'utf8');
  const deployed = { main: read('nginx.conf'), site: read('sites-available/waffle-backend') };
  emptyDirectory(directory);
  writePrivateFile(nginxFileOf(layout), localNginx(deployed, { ...settings, directory, mediaDirectory }));
}
