import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findOnPath } from '../../test/helpers/machine';
import { describeWhere } from '../../test/helpers/when-available';
import { failedReport, sampleReport } from '../testing/sample-report';
import { renderHtml } from './html';

test('text of a report is never markup', () => {
  const text = renderHtml(sampleReport);
  expect(text).toContain('the database &amp; its &lt;b&gt;disk&lt;/b&gt; are gone');
  expect(text).toContain('for &lt;10 s&gt;');
  expect(text).not.toMatch(/<script|<b>|https?:\/\//);
});

test('each chart has a title and tells itself in words', () => {
  const text = renderHtml(sampleReport);
  expect(text.match(/<svg [^>]*role="img"/g)).toHaveLength(2);
  expect(text).toContain('>break things while clients use the API</title>');
  expect(text).toMatch(
    /<desc id="whole-words">From 0:00 to 1:00: 1600 right answers in 27 seconds of load, 1 failed requests,/,
  );
});

test('a rehearsal that failed early says why, without empty charts', () => {
  const text = renderHtml(failedReport);
  expect(text).toContain('Failed in “install packages”');
  expect(text).toContain('E: Unable to &lt;locate&gt;');
  expect(text).not.toContain('<svg');
});

const browserPath = findOnPath('chromium') ?? findOnPath('google-chrome');

describeWhere(browserPath !== undefined, 'chromium', 'the page in a browser', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'waffle-page-'));
  const complaints: string[] = [];
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const file = path.join(directory, 'report.html');
    writeFileSync(file, renderHtml(sampleReport));
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${file}`);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('asks for nothing but itself and has nothing to complain of', () => {
    expect(requests.map((url) => path.basename(url))).toEqual(['report.html']);
    expect(complaints).toEqual([]);
  });

  test.each([1280, 390])('is no wider than a window of %d pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  test.each([1280, 390])('its charts are readable in a window of %d pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const heights = await page
      .locator('svg text')
      .evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(40);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(11);
  });

  test('no text of a chart lies on another', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    const boxes = await page.locator('svg').evaluateAll((charts) =>
      charts.map((chart) =>
        [...chart.querySelectorAll('text')].map((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return { text: text.textContent, left, right, top, bottom };
        }),
      ),
    );
    type Box = (typeof boxes)[number][number];
    const overlap = (a: Box, b: Box) =>
      a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
    const pairs = boxes.flatMap((chart) =>
      chart.flatMap((a, index) =>
        chart
          .slice(index + 1)
          .filter((b) => overlap(a, b))
          .map((b) => `${a.text} / ${b.text}`),
      ),
    );
    expect(pairs).toEqual([]);
  });

  test('is dark where the reader wants it dark', async () => {
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe('rgb(13, 17, 23)');
  });

  test('shows faults as a table with heads', async () => {
    const row = page.getByRole('row', { name: 'the database & its <b>disk</b> are gone' });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual([
      ...['the database & its <b>disk</b> are gone', '503 | until it is back', '3.2 s'],
      ...['1200', '1', '812 ms', '10.4 s', '0'],
    ]);
  });
});
