import { createHash } from 'node:crypto';
import { httpPaths, instance } from '../../../contract';
import type { Answer } from '../api-client';
import type { Check, Part } from '../evidence';
import { readFromServer } from '../on-server';
import { check, type Producer } from '../producer';
import type { Scene } from '../scene';
import { noBrowser } from './cache';

const pictureFile = '06-docs-page.png';

/** One file of the page: as it came from the address, as it is on the disk, and what the application says of it. */
export interface Asset {
  readonly path: string;
  readonly answer: Pick<Answer, 'status' | 'headers' | 'body'>;
  readonly sha256OnDisk: string;
  readonly statusOfApplication: string;
}

export const docsPage: Producer = {
  name: 'docs-page',
  title: 'The docs page with its static files',
  claim:
    'The page that documents the API is served with its static files, which come from Nginx: the application, asked for them itself, has none.',
  commands: ['open https://…/docs/', 'curl -I https://…/docs/docs.css'],
  deterministic: true,
  needs: 'server',
  async produce(scene) {
    const assets = await readAssets(scene);
    const api = await (await scene.client()).send(httpPaths.version);
    const picture = await takePicture(scene, api.trusted);
    return {
      checks: [
        ...judgeAssets(assets),
        check(
          'what the application serves, Nginx passes on',
          api.status === 200,
          api.body.toString('utf8').trim(),
        ),
        ...picture.checks,
      ],
      parts: [
        {
          kind: 'table',
          title: 'Files of the page',
          head: ['path', 'bytes', 'type', 'from the address', 'from the application itself'],
          rows: assets.map(({ path, answer, statusOfApplication }) => [
            path,
            String(answer.body.length),
            answer.headers['content-type'] ?? '',
            String(answer.status),
            statusOfApplication,
          ]),
          numbers: [1],
        },
        picture.part,
      ],
      pictures: picture.files,
    };
  },
};

export const judgeAssets = (assets: readonly Asset[]): readonly Check[] => [
  check('the page has style, script and document', hasEach(assets), `${assets.length} files`),
  ofAll(assets, 'each file is served', ({ answer }) => answer.status === 200),
  ofAll(assets, 'each is, byte for byte, the file of the release', isFileOnDisk),
  ofAll(
    assets,
    'the application has none of them',
    ({ statusOfApplication }) => statusOfApplication === '404',
  ),
];

const hasEach = (assets: readonly Asset[]) =>
  ['.css', '.js', '.json'].every((ending) => assets.some(({ path }) => path.endsWith(ending)));

function ofAll(assets: readonly Asset[], title: string, isRight: (asset: Asset) => boolean): Check {
  const wrong = assets.filter((asset) => !isRight(asset)).map(({ path }) => path);
  const seen = wrong.join(', ') || `${assets.length} of ${assets.length} files`;
  return check(title, assets.length > 0 && wrong.length === 0, seen);
}

/** The page, what it links to, and the document that its script asks for. */
async function readAssets(scene: Scene): Promise<readonly Asset[]> {
  const client = await scene.client();
  const page = await client.send(httpPaths.docs);
  const linked = [...page.body.toString('utf8').matchAll(/(?:src|href)="([^"#:]+)"/g)].map(
    ([, link = '']) => new URL(link, `${client.origin}${httpPaths.docs}`).pathname,
  );
  const paths = [...new Set([httpPaths.docs, ...linked, httpPaths.openApi])];
  const files = paths.map((path) => (path.endsWith('/') ? `${path}index.html` : path));
  const lines = await onDiskAndFromApplication(paths, files, scene);
  return Promise.all(
    paths.map(async (path, index) => {
      const [sha256OnDisk = '', statusOfApplication = ''] = lines[index] ?? [];
      const answer = path === httpPaths.docs ? page : await client.send(path);
      return { path, answer, sha256OnDisk, statusOfApplication };
    }),
  );
}

/** `/docs/` is `static/docs/` of the release, `/static/` its `static/`. */
async function onDiskAndFromApplication(paths: readonly string[], files: readonly string[], scene: Scene) {
  const { shell } = await scene.remote();
  const { hostname } = new URL((await scene.client()).origin);
  const lines = paths.map((path, index) => {
    const file = `${instance.staticDirectory}${(files[index] ?? '').replace(/^\/static/, '')}`;
    return `echo "$(sha256sum '${file}' | cut -d ' ' -f 1) $(curl --silent --output /dev/null --write-out '%{http_code}' --unix-socket "$socket" 'http://${hostname}${path}')"`;
  });
  const script = `slot=a; [ ! -e ${instance.slotBServesFile} ] || slot=b
socket=$(sed "s,/a/,/$slot/," <<<${instance.appSocket})
${lines.join('\n')}`;
  const text = await readFromServer(shell, script, scene.signal);
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

const isFileOnDisk = ({ answer, sha256OnDisk }: Asset) =>
  createHash('sha256').update(answer.body).digest('hex') === sha256OnDisk;

/** Whether the certificate is trusted is evidence of its own. */
async function takePicture(scene: Scene, trusted: boolean) {
  const browser = await scene.browser();
  const none = { checks: [], part: noBrowser, files: new Map<string, Buffer>() };
  if (browser === undefined) return none;
  const client = await scene.client();
  const problems: string[] = [];
  const { png, width, height } = await browser.picture(
    { url: `${client.origin}${httpPaths.docs}` },
    async (page) => {
      await page.locator('.opblock').first().waitFor({ timeout: 30_000 });
      const bad = await page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .filter((entry) => ((entry as { responseStatus?: number }).responseStatus ?? 0) >= 400)
          .map(({ name }) => name),
      );
      problems.push(...bad);
    },
    { trusted },
  );
  const part: Part = {
    kind: 'picture',
    title: 'The page in a browser',
    alt: 'The page that documents the API: its calls by group, with style and script',
    ...{ file: pictureFile, width, height },
  };
  return {
    checks: [
      check(
        'a browser draws it with everything it asks for',
        problems.length === 0,
        problems.join(', ') || 'nothing is missing',
      ),
    ],
    part,
    files: new Map([[pictureFile, png]]),
  };
}
