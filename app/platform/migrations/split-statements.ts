/** What a statement cannot be cut inside of: quoted text, quoted names and comments. */
export const opaque =
  /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`[^`]*`|--(?=\s|$)[^\n]*|#[^\n]*|\/\*[^]*?\*\/|;/g;

/** Comments that the server does not execute; `/*!` and `/*+` ones it does. */
const comment = /--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?![!+])[^]*?\*\//y;

/** A stored program holds semicolons of its own, so a script with one goes to the server whole, as Prisma sends it. */
const storedProgram =
  /\bCREATE\s+(OR\s+REPLACE\s+)?(DEFINER\s*=\s*\S+\s+)?(AGGREGATE\s+)?(PROCEDURE|FUNCTION|TRIGGER|EVENT)\b/i;

/** The statements of a script, without the comments before them. */
export function splitStatements(sql: string): string[] {
  if (storedProgram.test(sql)) return [sql.trim()];
  const statements: string[] = [];
  let start = 0;
  for (const { 0: token, index } of sql.matchAll(opaque)) {
    if (token !== ';') continue;
    statements.push(sql.slice(start, index));
    start = index + 1;
  }
  statements.push(sql.slice(start));
  return statements.map(withoutLeadingComments).filter((statement) => statement !== '');
}

function withoutLeadingComments(statement: string): string {
  const rest = statement.trim();
  comment.lastIndex = 0;
  const leading = comment.exec(rest);
  return leading === null ? rest : withoutLeadingComments(rest.slice(leading[0].length));
}
