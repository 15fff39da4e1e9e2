/** Something that stops the runner: what is the matter, and what a person does about it. */
export class MigrationError extends Error {
  constructor(
    readonly problem: string,
    readonly remedy: string,
    readonly kind: 'failed' | 'locked' = 'failed',
    options?: ErrorOptions,
  ) {
    super(`${problem}\n${remedy}`, options);
    this.name = 'MigrationError';
  }
}
