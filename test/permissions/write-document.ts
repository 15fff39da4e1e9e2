import path from 'node:path';
import { kindsTable, permissionsTable } from '../../app/openapi/permissions-table';
import { writeParts } from '../../bin/document-parts';

void writeParts(path.join(__dirname, '../../docs/permissions.md'), {
  kinds: kindsTable(),
  permissions: permissionsTable(),
});
