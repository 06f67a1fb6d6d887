// npm run icon: draws the Marketplace's icon, which may be no SVG, from scripts/icon/icon.svg.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { projectRoot } from './setup/cache.ts';
import { setUpChromium } from './setup/chromium.ts';

const size = 256;
const svg = readFileSync(join(projectRoot, 'scripts/icon/icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: await setUpChromium(), args: ['--no-sandbox'], headless: true });
try {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  writeFileSync(join(projectRoot, 'client/resources/icon.png'), await page.screenshot({ omitBackground: true }));
} finally {
  await browser.close();
}
