import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOffers } from './read-offers';

// npm run offers: after a new version of aws-cdk-lib, whose data it is.
writeFileSync(path.join(__dirname, 'offers.json'), `${JSON.stringify(readOffers(), null, 2)}\n`);
