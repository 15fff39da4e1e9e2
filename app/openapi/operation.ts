import type { z } from 'zod';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a call answers, good or bad. */
export interface Answer {
  readonly status: number;
  /** One sentence without its full stop; of a refusal, what it is refused for. */
  readonly when: string;
  /** Of a JSON body, a text for `z.string()`; absent: no body. */
  readonly body?: z.ZodType;
  /** Of another body. */
  readonly types?: readonly string[];
  /** By their titles. */
  readonly examples?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, Header>>;
}

export interface Header {
  readonly description: string;
  readonly schema: z.ZodType;
  /** Whether every such answer has it. */
  readonly required?: boolean;
}

export interface Query {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodType;
}

/** What validates the body; its JSON schema shows what it makes of one. */
export type RequestSchema = z.core.$ZodType;

/** JSON or a form, urlencoded or multipart. */
export interface RequestBody {
  /** Where it is less than that. */
  readonly types?: readonly string[];
  readonly schema: RequestSchema;
  readonly examples: Readonly<Record<string, unknown>>;
}

/** One call, as its documentation tells it. */
export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly method: Method;
  /** From the root, with parameters as `{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Whether a token is needed, taken if given, or not looked at. */
  readonly token: 'needed' | 'optional' | 'ignored';
  readonly query?: readonly Query[];
  readonly body?: RequestBody;
  /** What it is refused for, in the order in which that is found out. */
  readonly checks: readonly Answer[];
  readonly answers: readonly Answer[];
}
