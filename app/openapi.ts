import { publicDocument } from './openapi/api';

/** Prints the OpenAPI document of the release that is named: `npx tsx app/openapi.ts [release]`. */
const [release = 'development'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(publicDocument(release), null, 2)}\n`);
