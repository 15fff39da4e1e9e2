import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { drawArchitecture } from './draw-architecture';

// npm run picture
writeFileSync(path.join(__dirname, '../../docs/architecture.svg'), drawArchitecture());
