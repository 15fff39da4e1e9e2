// Reads an OpenAPI document from stdin and prints what its specification's own schema says: `{valid, version, errors}`.
// The library is an ES module, which jest cannot load.
import { text } from 'node:stream/consumers';
import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const { valid, errors } = await validator.validate(JSON.parse(await text(process.stdin)));
process.stdout.write(JSON.stringify({ valid, version: validator.version, errors }));
