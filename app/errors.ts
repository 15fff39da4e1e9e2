/** What a call can be refused for. Services throw these; `http/error-middleware.ts` alone knows the answers. */
export abstract class Refusal extends Error {}

/** Messages for each bad field. */
export type FieldErrors = Record<string, string[]>;

export class InvalidFields extends Refusal {
  constructor(readonly fields: FieldErrors) {
    super('Invalid fields.');
  }
}

/** Fields that are right one by one and wrong together. */
export const invalidTogether = (message: string) => new InvalidFields({ non_field_errors: [message] });

/** A rule of the domain that what is asked would break. */
export class RuleBroken extends Refusal {}

/** A rule of the domain that keeps this user from what is asked. */
export class Forbidden extends Refusal {}

/** The user lacks the role that the call needs. */
export class PermissionDenied extends Refusal {
  constructor() {
    super('You do not have permission to perform this action.');
  }
}

export class NotAuthenticated extends Refusal {
  constructor(
    message = 'Authentication credentials were not provided.',
    /** What was tried, which is what the answer asks for. */
    readonly scheme: 'Token' | 'Bearer' = 'Token',
  ) {
    super(message);
  }
}

/** A login with tokens that end, in the words that its clients know. */
export class LoginFailed extends Refusal {
  constructor() {
    super('login fail');
  }
}

export class TooManyAttempts extends Refusal {
  constructor(readonly retryAfterSeconds: number) {
    super(
      `Request was throttled. Expected available in ${retryAfterSeconds} second${retryAfterSeconds === 1 ? '' : 's'}.`,
    );
  }
}

/** Cookies came along, and nothing says that a page of ours sent them. */
export class CrossSite extends Refusal {
  constructor() {
    super('CSRF Failed: the request does not come from a page of this site, and has no valid X-CSRFToken.');
  }
}

export class NotFound extends Refusal {
  constructor() {
    super('Not found.');
  }
}

/** As `NotFound`, in the words that clients of the planner show their users. */
export class NoSuchRecord extends Refusal {}

export class MethodNotAllowed extends Refusal {
  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    super(`Method "${method}" not allowed.`);
  }
}

export class UnsupportedMediaType extends Refusal {
  constructor(contentType: string) {
    super(`Unsupported media type "${contentType}" in request.`);
  }
}

/** A body that cannot be read as what it says it is. */
export class MalformedBody extends Refusal {}

export class UnknownHost extends Refusal {
  constructor() {
    super('This host name is not served here.');
  }
}

/** More of a body than the call takes. */
export class BodyTooLarge extends Refusal {
  constructor() {
    super('The request body is too large.');
  }
}

/** What the API needs does not answer; `cause` is for the log. */
export class Unavailable extends Error {}

/** More at once than this server can do; later it can. */
export class Overloaded extends Refusal {}
