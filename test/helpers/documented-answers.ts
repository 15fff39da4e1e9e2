import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import { wholeDocument } from '../../app/openapi/api';
import type { ApiDocument, GeneralAnswer, ResponseObject } from '../../app/openapi/document';
import type { Method } from '../../app/openapi/operation';
import { canonicalPath, httpPaths } from '../../contract';

/** An answer as it came over HTTP. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What the document promises for one status, and where in it. */
interface Promised {
  readonly pointer: string;
  readonly response: ResponseObject;
}
type PromisedByStatus = Readonly<Record<string, Promised>>;

/** Compares answers with the document of the API. */
export class DocumentedAnswers {
  readonly #paths: readonly string[];
  readonly #ajv = new Ajv2020({ allErrors: true, strict: false });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: ApiDocument) {
    addFormats(this.#ajv);
    this.#ajv.addSchema(document, 'api');
    this.#paths = Object.keys(document.paths).sort(fixedFirst);
  }

  /** Throws unless the document says that such a call may be answered so. */
  check(method: string, path: string, answer: ReceivedAnswer): void {
    const problems = this.#problemsOf(method, path, answer);
    if (problems.length === 0) return;
    throw new Error(
      [
        `${method} ${path} answered ${answer.status} otherwise than documented (npm run openapi):`,
        ...problems.map((problem) => `- ${problem}`),
        `It answered: ${answer.text.slice(0, 1_000)}`,
      ].join('\n'),
    );
  }

  #problemsOf(method: string, path: string, answer: ReceivedAnswer): string[] {
    const promised = this.#promisedFor(method, path);
    const found = promised[answer.status];
    if (found === undefined) return [`documented are ${Object.keys(promised).join(', ')}`];
    const body = method === 'HEAD' ? [] : this.#bodyProblems(found, answer);
    return [...body, ...this.#headerProblems(found, answer), ...this.#allowProblems(path, answer)];
  }

  #promisedFor(method: string, path: string): PromisedByStatus {
    const general = this.#general();
    const { Redirected, Misdirected, NotAuthenticated, CrossSite, NotFound, MethodNotAllowed, Failed } =
      general;
    const everywhere = { 400: Misdirected, 500: Failed };
    const key = (method === 'HEAD' ? 'get' : method.toLowerCase()) as Method;
    const template = this.#find(path);
    if (template === undefined) {
      const lacksSlash = key === 'get' && this.#find(`${path}/`) !== undefined;
      return lacksSlash ? { 301: Redirected, 400: Misdirected } : { ...everywhere, 404: NotFound };
    }
    const responses = this.#responses(template, key);
    // Both are described with the calls and are never an answer to one of them.
    if (responses) return omit(responses, '301', '405');
    const isOpen = !template.startsWith(httpPaths.api);
    const refused = { 401: NotAuthenticated, 403: CrossSite };
    return { ...everywhere, ...(!isOpen && refused), 405: MethodNotAllowed };
  }

  #find(path: string): string | undefined {
    return this.#paths.find((template) => patternOf(template).test(canonicalPath(path)));
  }

  #responses(template: string | undefined, method: Method): PromisedByStatus | undefined {
    const operation = template === undefined ? undefined : this.document.paths[template]?.[method];
    if (operation === undefined) return undefined;
    const pointer = `#/paths/${escape(template ?? '')}/${method}/responses`;
    return located(operation.responses, pointer);
  }

  #general() {
    const { responses } = this.document.components;
    return located(responses, '#/components/responses') as Record<GeneralAnswer, Promised>;
  }

  #bodyProblems({ pointer, response }: Promised, { headers, text }: ReceivedAnswer): string[] {
    if (response.content === undefined) return text === '' ? [] : ['it is documented to have no body'];
    const [type = ''] = (headers.get('Content-Type') ?? '').split(';');
    if (!(type in response.content)) return [`its type is "${type}", not ${Object.keys(response.content)}`];
    const body: unknown = type === 'application/json' ? parse(text) : text;
    return this.#invalid(`${pointer}/content/${escape(type)}/schema`, body, 'body');
  }

  #headerProblems({ pointer, response }: Promised, { headers }: ReceivedAnswer): string[] {
    return Object.entries(response.headers ?? {}).flatMap(([name, { required }]) => {
      const value = headers.get(name);
      if (value === null) return required ? [`it lacks the header ${name}`] : [];
      return this.#invalid(`${pointer}/headers/${escape(name)}/schema`, value, name);
    });
  }

  /** A 405 names the methods that are documented for its path. */
  #allowProblems(path: string, { status, headers }: ReceivedAnswer): string[] {
    if (status !== 405) return [];
    const methods = Object.keys(this.document.paths[this.#find(path) ?? ''] ?? {});
    const documented = methods.flatMap((method) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    );
    const allowed = (headers.get('Allow') ?? '').split(', ');
    const same = documented.sort().join() === allowed.sort().join();
    return same ? [] : [`it allows ${allowed.join(', ')}; documented are ${documented.join(', ')}`];
  }

  #invalid(pointer: string, value: unknown, name: string): string[] {
    const validate = this.#validators.get(pointer) ?? this.#ajv.compile({ $ref: `api${pointer}` });
    this.#validators.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message = '', params }) =>
        `${name}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** `/user/me/` before `/user/{id}/`. */
const fixedFirst = (a: string, b: string) => Number(a.includes('{')) - Number(b.includes('{'));

const patternOf = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);

/** A part of a JSON pointer within a URI. */
const escape = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

const located = (responses: Readonly<Record<string, ResponseObject>>, pointer: string): PromisedByStatus =>
  Object.fromEntries(
    Object.entries(responses).map(([key, response]) => [key, { response, pointer: `${pointer}/${key}` }]),
  );

const omit = <T>(record: Readonly<Record<string, T>>, ...keys: string[]) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What every answer of the test-suite is compared with. */
export const documented = new DocumentedAnswers(wholeDocument('test'));
