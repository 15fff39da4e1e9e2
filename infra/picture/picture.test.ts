import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findOnPath } from '../../test/helpers/machine';
import { describeWhere } from '../../test/helpers/when-available';
import { scaleOut } from '../testing/setting-variants';
import { synthesize } from '../testing/synthesize';
import { drawPicture } from './draw';
import { pictures } from './draw-architecture';
import { drawScaleOutPicture } from './draw-scale-out';
import { readModel } from './read-model';
import { readScaleOut } from './read-scale-out';
import type { Template } from './template';

const modelOf = (settings: Readonly<Record<string, unknown>>) =>
  readModel(synthesize(settings).template.toJSON() as Template);

const drawn = Object.entries(pictures).map(([file, draw]) => [file, draw()] as const);
const [[, architecture] = ['', ''], [, scaleOutPicture] = ['', '']] = drawn;

test.each(drawn)('docs/%s is what the templates say now (else: npm run picture)', (file, text) => {
  expect(text).toBe(readFileSync(path.join(__dirname, '../../docs', file), 'utf8'));
});

describe('the picture says', () => {
  test('where a setting changes what is made', () => {
    const text = drawPicture(
      modelOf({ instanceType: 't4g.small', machineImage: 'debian13', databaseInstanceClass: 'db.t4g.micro' }),
    );
    for (const words of ['EC2 t4g.small', 'Debian 13', 'RDS db.t4g.micro'])
      expect(text).toContain(`>${words}<`);
  });

  test('nothing of what is not there', () => {
    const text = drawPicture(modelOf({}));
    for (const words of ['Developer', 'ACME', 'Budget', 'Schedules', '22', 'pictures, in a'])
      expect(text).not.toContain(`>${words}<`);
    expect(drawPicture(modelOf({ mediaStorage: 's3' }))).toContain('>pictures, in a<');
  });

  test('each rule of the group with its port and source', () => {
    expect(
      modelOf({ sshAddress: '203.0.113.7/32' }).group.rules.map(({ port, from }) => `${port} ${from}`),
    ).toEqual(['22 203.0.113.7/32', '80 anyone', '443 anyone', '3306 members of the group']);
  });

  test('in which subnet server and database are', () => {
    const used = modelOf({}).network.subnets.filter(({ holds }) => holds.length > 0);
    expect(used).toMatchObject([
      { zone: 1, isPublic: true, holds: ['server'] },
      { zone: 1, isPublic: false, holds: ['database'] },
    ]);
  });
});

test('the picture of many machines says what a setting changes, and each rule', () => {
  const { app } = synthesize({ ...scaleOut, taskCpu: 512, maxTasks: 9 });
  const templates = app.synth().stacks.map(({ template }) => template as Template);
  const text = drawScaleOutPicture(readScaleOut(...templates));
  for (const words of [
    '2 to 9 tasks on Fargate',
    '0.5 vCPU, 1024 MiB each',
    '3000',
    '3306, TLS',
    '6380, TLS',
  ])
    expect(text).toContain(`>${words}<`);
  expect(text.match(/>\d+: [^<]+</g)).toEqual([
    expect.stringContaining('80: HTTP from the world'),
    expect.stringContaining('443: '),
    expect.stringContaining('443: '),
    '>3000: The load balancer to the tasks<',
    '>3306: The tasks to their database<',
    '>6380: The tasks to their cache<',
  ]);
});

test('it has a title and tells itself in words', () => {
  const text = architecture;
  expect(text).toMatch(/<title id="title">[^<]{20,}<\/title>/);
  expect(text).toMatch(/<desc id="description">[^<]*Port 443 is open to anyone\.[^<]*<\/desc>/);
});

const browserPath = findOnPath('chromium') ?? findOnPath('google-chrome');

describeWhere(browserPath !== undefined, 'chromium', 'the picture in a browser', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 620, height: 1200 } });
    // Each has its own style, which is the same in both.
    await page.setContent(`${architecture}<br>${scaleOutPicture}`);
  }, 60_000);
  afterAll(() => browser?.close());

  /** All texts and the boxes around them, as the browser measures them. */
  const measure = (selector: string) =>
    page.locator(selector).evaluateAll((elements) =>
      elements.map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { text: element.textContent ?? '', x, y, right: x + width, bottom: y + height };
      }),
    );

  type Area = Awaited<ReturnType<typeof measure>>[number];
  const overlap = (a: Area, b: Area) =>
    a.x < b.right && b.x < a.right && a.y + 3 < b.bottom && b.y + 3 < a.bottom;

  test('no text lies on another', async () => {
    const texts = (await measure('svg text')).filter(({ text }) => text !== '');
    const pairs = texts.flatMap((a, index) => texts.slice(index + 1).map((b) => [a, b] as const));
    expect(texts.length).toBeGreaterThan(60);
    expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => `${a.text} / ${b.text}`)).toEqual([]);
  });

  test('no arrow crosses a text', async () => {
    const [arrows, texts] = [await measure('svg path.way'), await measure('svg text')];
    const crossed = arrows.flatMap((arrow) => texts.filter((each) => overlap(arrow, each)));
    expect(crossed.map(({ text }) => text)).toEqual([]);
  });

  test('every text stays in its box', async () => {
    const outside = await page.locator('svg g.box').evaluateAll((groups) =>
      groups.flatMap((group) => {
        const box = group.querySelector(':scope > rect')?.getBoundingClientRect();
        return [...group.querySelectorAll(':scope > text')]
          .filter((each) => each.getBoundingClientRect().right > (box?.right ?? 0))
          .map((each) => each.textContent);
      }),
    );
    expect(outside).toEqual([]);
  });

  test('it is dark where the reader wants it dark', async () => {
    const background = () => page.evaluate("getComputedStyle(document.querySelector('rect.page')).fill");
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe('rgb(13, 17, 23)');
  });
});
