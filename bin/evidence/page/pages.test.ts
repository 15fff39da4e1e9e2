import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findOnPath } from '../../../test/helpers/machine';
import { describeWhere } from '../../../test/helpers/when-available';
import { sampleEvidence } from '../testing/sample-evidence';
import { renderHtml } from './render-html';
import { renderMarkdown } from './render-markdown';

const failed = sampleEvidence();
const absent = sampleEvidence({
  name: 'teardown',
  outcome: 'absent',
  why: 'no receipt is there',
  checks: [],
  parts: [],
});

describe('the text', () => {
  const text = renderMarkdown('waffle-backend', [failed, absent]);

  test('shows a claim whose check failed as failed', () => {
    expect(text).toContain('| 1 | Server and database run | FAILED |');
    expect(text).toContain('**FAILED.** One instance runs.');
    expect(text).toContain('| ✖ FAILED | the database is available |');
  });

  test('says of what is not there why', () => {
    expect(text).toContain('**Not there yet.**');
    expect(text).toContain('> no receipt is there');
  });

  test('keeps cells and code within their bounds', () => {
    expect(text).toContain('stopped &lt;for now> \\| paused');
    expect(text).toContain('````http\nGET https://api.example.com/');
  });

  test('says how to see the same by hand', () => {
    expect(text).toContain('By hand: `waffle status`.');
  });
});

const browserPath = findOnPath('chromium') ?? findOnPath('google-chrome');

describeWhere(browserPath !== undefined, 'chromium', 'the page in a browser', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'waffle-page-'));
  const problems: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const file = path.join(directory, 'index.html');
    writeFileSync(file, renderHtml('waffle-backend', [failed, absent]));
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.on('console', (message) => problems.push(message.text()));
    page.on('requestfailed', (request) => problems.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('is as wide as a phone, and nothing is broken', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(problems).toEqual([]);
  });

  test('shows a claim whose check failed as failed', async () => {
    const section = page.locator('[id="01-machines"]');
    expect(await section.locator('h2').innerText()).toContain('FAILED');
    expect(await section.locator('li.bad').innerText()).toMatch(/✖ FAILED The database is available/);
  });

  test('leads from its contents to each piece', async () => {
    await page.getByRole('navigation').getByRole('link').last().click();
    expect(new URL(page.url()).hash).toBe('#11-teardown');
    expect(await page.locator('[id="11-teardown"]').innerText()).toContain('no receipt is there');
  });

  test('folds what is long', async () => {
    expect(await page.locator('[id="01-machines"] details').count()).toBe(1);
  });
});
