import { type Browser, chromium } from 'playwright-core';
import { setUpChromium } from '../../../scripts/setup/chromium.ts';

/** Keeps Chromium quiet and off the network: nothing but the loopback address resolves. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]; // prettier-ignore

/** Starts a Chromium without a window, installing one first where needed. It leaves signals to its caller. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: await setUpChromium(),
    args: flags,
    headless: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
