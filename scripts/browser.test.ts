import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findChromium } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'huanke-browser-'));
const browser = join(folder, 'chromium-browser');
writeFileSync(browser, '#!/bin/sh\n');
chmodSync(browser, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('findChromium', () => {
  it('takes CHROMIUM_PATH, and only that when it is given', () => {
    expect(findChromium({ CHROMIUM_PATH: browser, PATH: '' })).toBe(browser);
    expect(findChromium({ CHROMIUM_PATH: join(folder, 'nothing'), PATH: folder })).toBe(null);
  });

  it('looks on PATH for a program that can be run', () => {
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(browser);
    chmodSync(browser, 0o644);
    expect(findChromium({ PATH: folder })).toBe(null);
  });
});
