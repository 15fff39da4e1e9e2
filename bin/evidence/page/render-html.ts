import { Markup, markup } from '../../../rehearsal/report/markup';
import { type Evidence, fileStem, numberOf, type Part } from '../evidence';
import { capital, exchangeText } from './render-markdown';
import { style } from './style';
import { targets, timeOf, verdicts } from './summary';

/** Longer texts are folded. */
const foldedLines = 12;

/** `index.html` of the results: no script, and nothing from elsewhere but the pictures beside it. */
export const renderHtml = (project: string, all: readonly Evidence[]): string =>
  markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:">
<title>${project}: evidence</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${project}: evidence</h1>
<p>What was deployed, shown by what answered when it was asked. Each piece says what it claims, how to see the same by hand, and what was seen; a
claim whose check failed is shown as failed. Made by <code>./bin/waffle results</code>, never edited by hand.</p>
${contents(all)}
${all.map(section)}
</main>
</body>
</html>
`.text;

const contents = (all: readonly Evidence[]): Markup =>
  markup`<nav aria-label="Evidence"><ol class="contents">${all.map(
    ({ name, title, outcome }) =>
      markup`<li value="${numberOf(name)}"><a href="#${fileStem(name)}">${title}</a> ${badge(outcome)}</li>`,
  )}</ol></nav>`;

const badge = (outcome: Evidence['outcome']): Markup =>
  markup`<span class="verdict ${outcome}">${verdicts[outcome]}</span>`;

const section = (evidence: Evidence): Markup => {
  const { name, title, claim, commands, deterministic, takenAt, target, outcome, why, checks, parts } =
    evidence;
  return markup`<section id="${fileStem(name)}">
<h2>${numberOf(name)}. ${title} ${badge(outcome)}</h2>
<p>${claim}</p>
${why === undefined ? undefined : markup`<pre class="why">${why}</pre>`}
${checks.length === 0 ? undefined : checkList(evidence)}
${parts.map(partMarkup)}
<p class="quiet">Taken <time datetime="${takenAt}">${timeOf(takenAt)} UTC</time> of ${targets[target]}; ${
    deterministic
      ? 'another run shows the same but for times and what counts up'
      : 'depends on time and deploys'
  }. By hand: ${commands.map((command, index) => markup`${index > 0 ? ', ' : ''}<code>${command}</code>`)}.</p>
</section>`;
};

const checkList = ({ checks }: Evidence): Markup =>
  markup`<ul class="checks">${checks.map(
    ({ claim, ok, seen }) =>
      markup`<li class="${ok ? 'ok' : 'bad'}"><span class="sign">${ok ? '✔' : '✖ FAILED'}</span> ${capital(claim)} <span class="seen">${seen}</span></li>`,
  )}</ul>`;

function partMarkup(part: Part): Markup {
  if (part.kind === 'note') return markup`<p>${part.text}</p>`;
  if (part.kind === 'table') return markup`<h3>${part.title}</h3>${table(part)}`;
  if (part.kind === 'exchange')
    return markup`<h3>${capital(part.title)}</h3>${text(part.title, exchangeText(part.exchange))}`;
  if (part.kind === 'text') return folded(part);
  const { title, alt, file, width, height } = part;
  return markup`<figure><a href="evidence/${file}"><img src="evidence/${file}" alt="${alt}" width="${width}" height="${height}" loading="lazy"></a>
<figcaption>${title}</figcaption></figure>`;
}

const folded = ({ title, text: content }: Extract<Part, { kind: 'text' }>): Markup =>
  content.split('\n').length <= foldedLines
    ? markup`<h3>${title}</h3>${text(title, content)}`
    : markup`<details><summary>${title}</summary>${text(title, content)}</details>`;

/** Reached by keyboard too, because it may have to be scrolled. */
const text = (title: string, content: string): Markup =>
  markup`<pre tabindex="0" aria-label="${title}">${content.trimEnd()}</pre>`;

function table({ title, head, rows, numbers = [] }: Extract<Part, { kind: 'table' }>): Markup {
  const kind = (column: number) => (numbers.includes(column) ? new Markup(' class="number"') : undefined);
  return markup`<div class="wide" role="region" tabindex="0" aria-label="Table: ${title}"><table>
<thead><tr>${head.map((cell, column) => markup`<th scope="col"${kind(column)}>${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map((cell, column) => markup`<td${kind(column)}>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}
