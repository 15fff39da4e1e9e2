import path from 'node:path';
import { writeParts } from './document-parts';
import { kindsTable } from './teardown/kinds-table';

void writeParts(path.join(__dirname, '../docs/teardown.md'), { kinds: kindsTable() });
