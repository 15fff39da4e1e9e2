import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { evidenceNames } from '../../bin/evidence/evidence';
import type { Manifest } from '../../bin/evidence/write-results';
import { findOnPath } from '../helpers/machine';
import { makeTemporaryDirectory } from '../helpers/temporary-directory';
import { describeWhere } from '../helpers/when-available';
import { differences } from './differences';

const directory = path.join(__dirname, '../../results');
const read = (file: string) => readFileSync(path.join(directory, file));
const evidenceFiles = readdirSync(path.join(directory, 'evidence')).map((file) => `evidence/${file}`);
const files = ['README.md', 'index.html', 'manifest.json', ...evidenceFiles];
const texts = files.filter((file) => !file.endsWith('.png'));
const manifest = JSON.parse(read('manifest.json').toString()) as Manifest;

describe('the evidence that is kept here', () => {
  test('is complete, and each claim is shown', () => {
    expect(manifest.evidence.map(({ name, outcome }) => [name, outcome])).toEqual(
      evidenceNames.map((name) => [name, 'shown']),
    );
  });

  test('is as it was written, byte for byte', () => {
    const hashes = files.filter((file) => file !== 'manifest.json').map((file) => [file, sha256(read(file))]);
    expect(manifest.sha256).toEqual(Object.fromEntries(hashes));
  });

  test('states claim, command and time of each piece', () => {
    for (const { claim, commands, takenAt, deterministic } of manifest.evidence) {
      expect(claim).toMatch(/^[A-Z].*\.$/);
      expect(commands.length).toBeGreaterThan(0);
      expect(takenAt).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
      expect([true, false]).toContain(deterministic);
    }
  });

  /** Home addresses are 203.0.113.* here, and the account is that of AWS's documentation. */
  test.each([
    ['a home address', /203\.0\.113\.\d/],
    ['an account', /\b123456789012\b/],
    ['a token', /\b[0-9a-f]{40}\b/],
    ['what a token is cached by', /token:(?!‹hidden›)[\w-]{20}/],
    ['a hash of a password', /scrypt\$/],
    ['a password that was sent', /"?password\\?"?: \\?"(?!‹hidden›)[^"\\]/],
    ['an authorization', /authorization: Token (?!‹hidden›)/i],
    ['a key', /\bA(?:KIA|SIA)[A-Z0-9]{8}|BEGIN [A-Z ]*PRIVATE KEY/],
    ['an e-mail address', /[\w.+-]+@[\w-]+\.[a-z]{2,}/i],
    ['a folder of the machine', /\/tmp\/|\/root\/|\/home\/(?!address)/],
  ])('shows nowhere %s', (_, pattern) => {
    const found = texts.filter((file) => pattern.test(read(file).toString()));
    expect(found).toEqual([]);
  });

  test('names no public address but those of documentation', () => {
    const found = texts.flatMap((file) => read(file).toString().match(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g) ?? []);
    const others = [...new Set(found)].filter((address) => !/^(198\.51\.100\.|0\.0\.0\.0$|127\.)/.test(address));
    expect(others).toEqual([]);
  });
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('two runs', () => {
  const scratch = makeTemporaryDirectory(tmpdir());
  const write = (name: string, text: string) => {
    mkdirSync(path.join(scratch, name), { recursive: true });
    writeFileSync(path.join(scratch, name, 'README.md'), text);
    return path.join(scratch, name);
  };
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test('may differ in what time changes', () => {
    const one = write('one', 'taken 2026-11-22 06:15, release 20261122T061503Z-1a2b3c4d, 3.4 s\n');
    const other = write('other', 'taken 2026-11-23 07:00, release 20261123T070001Z-5e6f7a8b-next, 12 s\n');
    expect(differences(one, other)).toEqual([]);
  });

  test('may differ in nothing else', () => {
    const one = write('three', 'same\nX-Cache: hit\n');
    expect(differences(one, write('four', 'same\nX-Cache: miss\n'))).toEqual([
      'README.md:2: X-Cache: hit ≠ X-Cache: miss',
    ]);
  });
});

const browserPath = findOnPath('chromium') ?? findOnPath('google-chrome');

describeWhere(browserPath !== undefined, 'chromium', 'the page in a browser', () => {
  const problems: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.on('console', (message) => problems.push(message.text()));
    page.on('requestfailed', (request) => problems.push(request.url()));
    await page.goto(pathToFileURL(path.join(directory, 'index.html')).href);
    // Those further down wait until somebody comes near.
    await page.evaluate('document.querySelectorAll("img").forEach((image) => { image.loading = "eager"; })');
    await page.waitForLoadState('networkidle');
  }, 60_000);
  afterAll(() => browser?.close());

  test('is as wide as a phone, and nothing is broken', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(problems).toEqual([]);
  });

  test('shows its pictures', async () => {
    const widths = await page.evaluate('[...document.images].map((image) => image.naturalWidth)');
    expect(widths).toEqual([1200, 1200]);
  });

  test('has a section for each piece, which its contents lead to', async () => {
    const links = page.getByRole('navigation').getByRole('link');
    expect(await links.count()).toBe(evidenceNames.length);
    for (const link of await links.all()) {
      const target = (await link.getAttribute('href'))?.slice(1) ?? '';
      expect(await page.locator(`[id="${target}"] h2`).count()).toBe(1);
    }
  });
});
