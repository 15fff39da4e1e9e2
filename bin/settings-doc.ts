import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderSettingsDocument } from '../infra/config/settings-document';

writeFileSync(path.join(__dirname, '../docs/settings.md'), renderSettingsDocument());
