/** What a call that is refused answers: a message, or some for each field. */
export const refusal = (status: number, key: 'detail' | 'error', message: string | RegExp) => ({
  status,
  shows: { [key]: message },
});

export const badFields = (messages: Readonly<Record<string, string | RegExp>>) => ({
  status: 400,
  shows: Object.fromEntries(Object.entries(messages).map(([field, message]) => [field, [message]])),
});

export const notAuthenticated = (message = 'Authentication credentials were not provided.') => ({
  ...refusal(401, 'detail', message),
  withHeaders: { 'www-authenticate': 'Token' },
});

export const noPermission = refusal(403, 'detail', 'You do not have permission to perform this action.');
export const notFound = refusal(404, 'detail', 'Not found.');

/** Nobody has it. */
export const unknownId = 999_999;
