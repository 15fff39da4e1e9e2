// Makes a dump of mariadb-dump's one that MySQL takes back: the values of generated columns become DEFAULT, because MySQL
// refuses to be told them (error 3105). mariadb-dump does that by itself from 13.1 on (MDEV-32362), which no image here has.
//   mariadb-dump --complete-insert … | node generated-as-default.mjs
import { pipeline } from 'node:stream/promises';

// Each byte a sign: whatever the text is encoded in, and bytes are none.
await pipeline(process.stdin.setEncoding('latin1'), toLines, withDefaults, toBytes, process.stdout);

/** Without their ends. Within a value no line ends: mariadb-dump writes `\n`. */
async function* toLines(chunks) {
  let parts = [];
  for await (const chunk of chunks) {
    const [first, ...lines] = chunk.split('\n');
    parts.push(first);
    if (lines.length === 0) continue;
    yield parts.join('');
    parts = [lines.pop()];
    yield* lines;
  }
  yield parts.join('');
}

async function* toBytes(lines) {
  let separator = '';
  for await (const line of lines) {
    yield Buffer.from(separator + line, 'latin1');
    separator = '\n';
  }
}

async function* withDefaults(lines) {
  const names = new Set();
  const seen = { inProgram: false, inTable: false, places: undefined };
  for await (const line of lines) yield adapt(line, names, seen);
}

/** `names`: generated columns of the table that is being dumped; `places`: where they are in the rows that are. */
function adapt(line, names, seen) {
  // A trigger or procedure may look like anything.
  if (line.startsWith('DELIMITER ')) seen.inProgram = line !== 'DELIMITER ;';
  if (seen.inProgram) return line;
  if (seen.places !== undefined) return adaptRows(line, seen);
  if (line.startsWith('CREATE TABLE ')) {
    names.clear();
    seen.inTable = true;
  }
  if (line.startsWith(')')) seen.inTable = false;
  if (seen.inTable) addGenerated(line, names);
  const [head, columns] =
    /^INSERT INTO `(?:[^`]|``)+` \(((?:`(?:[^`]|``)+`(?:, )?)+)\) VALUES/.exec(line) ?? [];
  if (head === undefined || names.size === 0) return line;
  seen.places = placesOf(names, columns);
  return head + adaptRows(line.slice(head.length), seen);
}

function addGenerated(line, names) {
  const [, name, definition] = /^ {2}`((?:[^`]|``)+)` (.*)$/.exec(line) ?? [];
  if (name === undefined) return;
  const unquoted = definition.replace(/'(?:[^'\\]|''|\\.)*'/g, '');
  if (/ GENERATED ALWAYS AS \(/.test(unquoted)) names.add(name);
}

function placesOf(names, columns) {
  const all = [...columns.matchAll(/`((?:[^`]|``)+)`/g)];
  return new Set(all.flatMap(([, name], place) => (names.has(name) ? [place] : [])));
}

/** The statement ends with a line. */
function adaptRows(text, seen) {
  const adapted = replaceValues(text, seen.places);
  if (text.endsWith(';')) seen.places = undefined;
  return adapted;
}

/** `(1,'a',2),(3,'b',6);` */
function replaceValues(text, places) {
  const parts = [];
  let start = 0;
  let place = -1;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "'") at = endOfText(text, at);
    const endsValue = place >= 0 && (sign === ',' || sign === ')');
    if (endsValue) parts.push(places.has(place) ? 'DEFAULT' : text.slice(start, at));
    if (endsValue || sign === '(') {
      parts.push(endsValue ? sign : text.slice(start, at + 1));
      start = at + 1;
      place = sign === ')' ? -1 : place + 1;
    }
  }
  return parts.join('') + text.slice(start);
}

/** Where the quote is that closes it. */
function endOfText(text, from) {
  let at = from + 1;
  while (at < text.length && text[at] !== "'") at += text[at] === '\\' ? 2 : 1;
  return at;
}
