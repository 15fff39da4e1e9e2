/** Names of the steps that user-data, bootstrap.sh and deploy.sh have begun, in order: `==> install packages`. */
export const bootSteps = (log: string): string[] =>
  [...log.matchAll(/==> (.*)/g)].map(([, name = '']) => name.trim());

/** The step that failed; the innermost one says so first. */
export const failedBootStep = (log: string): string | undefined => /FAILED in step '([^']+)'/.exec(log)?.[1];
