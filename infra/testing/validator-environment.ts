import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

interface Engine {
  free(): void;
}

interface Validator {
  readonly CompositeEngine: new (rules?: object) => Engine;
}

/**
 * Node's environment, with CloudFormation Validate loaded once a worker. Jest loads every module anew for every test file; this
 * one reads its rules for three seconds of CPU time and 170 MiB, longer than all that most files test with it.
 */
export default class ValidatorEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { loadValidator: () => loadValidator() });
  }
}

const requireAsCdk = createRequire(require.resolve('aws-cdk-lib'));

/** By their rules. */
const engines = new Map<string, Engine>();

function loadValidator(): Validator {
  const validator = requireAsCdk('@aws/cloudformation-validate') as Validator;
  const CompositeEngine = new Proxy(validator.CompositeEngine, {
    construct: (Class, [rules]: [object?]) => engineWith(rules, Class),
  });
  return { ...validator, CompositeEngine };
}

function engineWith(rules: object = {}, Class: Validator['CompositeEngine']): Engine {
  const key = JSON.stringify(rules);
  const engine = engines.get(key) ?? keepForOthers(new Class(rules));
  engines.set(key, engine);
  return engine;
}

const keepForOthers = (engine: Engine) => Object.assign(engine, { free: () => undefined });
