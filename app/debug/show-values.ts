const maxLength = 80;

/** Password hashes, tokens and their digests, in the forms that this API gives them. */
const secretForms = [/^scrypt\$/, /^[0-9a-f]{32,}$/i, /^eyJ[\w-]+\./];

/** The values bound to a statement, for a developer to read; a secret stays one on a screen too. */
export const showValues = (values: readonly unknown[]): string => values.map(showValue).join(', ');

function showValue(value: unknown): string {
  if (value instanceof Uint8Array) return `‹${value.byteLength} bytes›`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string')
    return (
      JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? Number(part) : (part as unknown))) ??
      ''
    );
  if (secretForms.some((form) => form.test(value))) return '‹secret›';
  const shown = value.length > maxLength ? `${value.slice(0, maxLength)}…` : value;
  return JSON.stringify(shown);
}
