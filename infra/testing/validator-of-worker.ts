// What `@aws/cloudformation-validate` is in the tests: the same, shared by the files of a worker (jest.config.mjs).
module.exports = (globalThis as unknown as { loadValidator(): object }).loadValidator();
