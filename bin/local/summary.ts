import { sampleData } from '../../contract';
import { formatTable } from '../io/format';
import { showArgv } from '../io/run';
import { shownPath } from './files';
import type { Layout } from './layout';
import type { Stand } from './stand';

/** What one wants to know once everything runs: for a script, and for a person. */
export function summarize(
  url: string,
  { inspect, description }: Stand,
  { logDirectory }: Layout,
): [data: object, text: string] {
  const at = (path: string) => new URL(path, url).href;
  const { password, instructors, participants, staff } = sampleData;
  const urls = { api: at('/api/v1/'), docs: at('/docs/'), debug: at('/__debug__/') };
  const rows = [
    ['API', urls.api],
    ['docs', urls.docs],
    ['requests', `${urls.debug}  (each with its SQL and cache operations)`],
    ['sign in', `instructors   ${instructors.join(', ')}`],
    ['', `participants  ${participants.join(', ')}`],
    ['', `staff         ${staff}`],
    ['', `password      ${password}`],
    ['database', `${inspect.database}  (${description})`],
    ['cache', inspect.cache],
    ['logs', showArgv([`${shownPath(logDirectory)}/`])],
  ];
  const login = `curl -X PUT ${urls.api}user/login/ -d username=${instructors[0]} -d password=${password}`;
  const hints = 'Ctrl-C stops everything, the data stays. A change in app/ starts the API again. Try:';
  const text = `\n${formatTable(rows.map((row) => row.map((cell, column) => (column ? cell : `  ${cell}`))))}\n\n${hints}\n\n  ${login}\n`;
  const data = { url, ...urls, pid: process.pid, sampleData, inspect, logDirectory };
  return [data, text];
}
