import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';

/** Names of Chromium and what is built of it, and where macOS has them. */
const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
] as const;

/** @param programFolders those in which programs are looked for */
export const findBrowser = (programFolders: readonly string[]): string | undefined =>
  programs
    .flatMap((program) => (path.isAbsolute(program) ? [program] : inEach(programFolders, program)))
    .find((file) => existsSync(file));

const inEach = (folders: readonly string[], program: string) =>
  folders.map((folder) => path.join(folder, program));

const view = { width: 1200, height: 800 };

export interface Picture {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Takes pictures of pages with the browser that is installed; none is downloaded. */
export class Browser {
  private constructor(private readonly chromium: Chromium) {}

  /** @param leads where a name leads that no name server knows yet */
  static async open(executablePath: string, leads?: { name: string; address: string }): Promise<Browser> {
    const { chromium } = await import('playwright-core');
    const isRoot = process.getuid?.() === 0;
    // Its sandbox cannot be made by root.
    const args = leads === undefined ? [] : [`--host-resolver-rules=MAP ${leads.name} ${leads.address}`];
    // By default it ends this process at Ctrl-C, before what was made is removed.
    const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    return new Browser(await chromium.launch({ executablePath, chromiumSandbox: !isRoot, args, ...signals }));
  }

  /** @param prepare waits for what has to be there, or opens what is folded */
  async picture(
    source: { readonly url: string } | { readonly html: string },
    prepare: (page: Page) => Promise<void>,
    { trusted = true }: { readonly trusted?: boolean } = {},
  ): Promise<Picture> {
    const context = await this.chromium.newContext({
      viewport: view,
      ignoreHTTPSErrors: !trusted,
      reducedMotion: 'reduce',
    });
    try {
      const page = await context.newPage();
      if ('url' in source) await page.goto(source.url, { waitUntil: 'networkidle', timeout: 30_000 });
      else await page.setContent(source.html);
      await prepare(page);
      const png = await page.screenshot({ fullPage: true, animations: 'disabled' });
      return { png, width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
    } finally {
      await context.close();
    }
  }

  close(): Promise<void> {
    return this.chromium.close();
  }
}
