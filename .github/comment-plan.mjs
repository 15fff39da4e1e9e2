// The plan of a pull request: node comment-plan.mjs FILE. Into the summary of the run, and, where there is a token that may, as the one
// comment of its kind, which the next run writes anew.
import { appendFileSync, readFileSync } from 'node:fs';

const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_STEP_SUMMARY, GITHUB_TOKEN, PULL_REQUEST } = process.env;
const marker = '<!-- waffle plan -->';
/** GitHub takes 65,536 characters. */
const most = 60_000;

const text = readFileSync(process.argv[2], 'utf8').slice(0, most).replaceAll('```', "'''");
const body = `${marker}\n### What a deploy of this would change\n\n\`\`\`text\n${text || 'There is no plan: the run says why.\n'}\`\`\`\n`;

appendFileSync(GITHUB_STEP_SUMMARY, body);
if (GITHUB_TOKEN) await comment();

async function comment() {
  const comments = `repos/${GITHUB_REPOSITORY}/issues/${PULL_REQUEST}/comments`;
  const ours = await findOurs(comments);
  await (ours
    ? ask(`repos/${GITHUB_REPOSITORY}/issues/comments/${ours.id}`, 'PATCH')
    : ask(comments, 'POST'));
}

/** Not one that a person has begun with our marker. */
async function findOurs(comments) {
  for (let page = 1; ; page += 1) {
    const found = await ask(`${comments}?per_page=100&page=${page}`);
    const ours = found.find(({ body, user }) => user.type === 'Bot' && body.startsWith(marker));
    if (ours || found.length < 100) return ours;
  }
}

async function ask(path, method = 'GET') {
  const response = await globalThis.fetch(`${GITHUB_API_URL}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${GITHUB_TOKEN}`,
      'x-github-api-version': '2022-11-28',
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify({ body }) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
