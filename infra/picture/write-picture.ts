import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pictures } from './draw-architecture';

// npm run picture
for (const [file, draw] of Object.entries(pictures))
  writeFileSync(path.join(__dirname, '../../docs', file), draw());
