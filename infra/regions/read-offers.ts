import { RegionInfo } from 'aws-cdk-lib/region-info';
import { candidates } from './candidates';
import type { Offers } from './offer-problems';
import { type ValidatorEngine, validator } from './validator';

/** Of no region: whoever lets it pass knows nothing of the region. */
const nonsense = 'z9.mikro';

/** Asks the validator which candidates each region of CDK's lacks: a quarter of a minute. */
export const readOffers = (): Offers => {
  const engine = new validator.CompositeEngine();
  const refused = RegionInfo.regions.map(({ name }) => ({ name, names: refusedIn(name, engine) }));
  engine.free();
  const known = refused.filter(({ names }) => names.includes(nonsense));
  return {
    source: `@aws/cloudformation-validate ${validator.version()} (in aws-cdk-lib), rules ${rules.join(', ')}`,
    unknownRegions: refused.filter((region) => !known.includes(region)).map(({ name }) => name),
    lacking: Object.fromEntries(
      known
        .map(({ name, names }) => [name, names.filter((each) => each !== nonsense)] as const)
        .filter(([, names]) => names.length > 0),
    ),
  };
};

const rules = ['E3628', 'E3025', 'E3062'];

const refusedIn = (region: string, engine: ValidatorEngine): readonly string[] => {
  const names = [nonsense, ...candidates.instanceType, ...candidates.databaseInstanceClass];
  const resources = Object.fromEntries(names.map((name, index) => [`R${index}`, resourceWith(name)]));
  const template = new validator.TemplateContent(JSON.stringify({ Resources: resources }));
  const { diagnostics } = engine.validateTemplate(template, { pseudoParameterOverrides: { region } });
  const refused = diagnostics.filter(({ ruleId }) => rules.includes(ruleId));
  return names.filter((_, index) => refused.some(({ entity }) => entity?.logicalId === `R${index}`));
};

const resourceWith = (name: string) => {
  if (!name.startsWith('db.')) return { Type: 'AWS::EC2::Instance', Properties: { InstanceType: name } };
  const Properties = {
    DBInstanceClass: name,
    Engine: 'mysql',
    EngineVersion: '8.4.9',
    AllocatedStorage: '20',
  };
  return { Type: 'AWS::RDS::DBInstance', Properties };
};
