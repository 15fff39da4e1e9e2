import { httpPaths } from '../../../contract';
import { timestampOfText } from '../../platform/timestamp';
import type { MediaRow } from './find-media';

/** The same on every host name of the service. */
export const mediaUrl = (name: string) => `${httpPaths.media}${name}`;

/** The Media object of the API. */
export const presentMedia = ({ id, name, type, width, height, bytes, createdAt }: MediaRow) => ({
  id,
  url: mediaUrl(name),
  type,
  width,
  height,
  bytes,
  created_at: timestampOfText(createdAt),
});
