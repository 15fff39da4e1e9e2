import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CfnElement, type IPolicyValidationContext, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { viewStack, type StackView, type Template } from '../template/template-view';

/**
 * The synthesized templates of the stacks within a scope, nested ones included, as they were written to disk: overrides
 * and includes are in them.
 */
export const viewApp = (
  scope: IConstruct,
  { templatePaths }: IPolicyValidationContext,
): readonly StackView[] => {
  const written = new Set(templatePaths.map((file) => path.resolve(file)));
  return scope.node
    .findAll()
    .filter((construct) => Stack.isStack(construct))
    .filter((stack) => written.has(templateFileOf(outermost(stack))))
    .map(viewOf);
};

const viewOf = (stack: Stack): StackView => {
  const templateFile = templateFileOf(stack);
  return viewStack({
    name: stack.node.path,
    template: JSON.parse(readFileSync(templateFile, 'utf8')) as Template,
    region: Token.isUnresolved(stack.region) ? undefined : stack.region,
    templateFile,
    constructPaths: constructPathsOf(stack),
  });
};

const outermost = (stack: Stack): Stack =>
  stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;

const templateFileOf = (stack: Stack) => path.resolve(Stage.of(stack)?.outdir ?? '', stack.templateFile);

const constructPathsOf = (stack: Stack): ReadonlyMap<string, string> =>
  new Map(
    stack.node
      .findAll()
      .filter((construct) => CfnElement.isCfnElement(construct))
      .filter((element) => element.stack === stack)
      .map((element) => [String(stack.resolve(element.logicalId)), element.node.path]),
  );
