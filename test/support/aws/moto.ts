import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setUpMoto } from '../../../scripts/setup/moto.ts';

/** A running moto. */
export interface Moto {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts moto on a free port of loopback, installing it first where it is not yet; or says why it cannot. */
export async function startMoto(): Promise<Moto | { readonly reason: string }> {
  const setup = await setUpMoto();
  if (!setup.ready) return { reason: setup.reason };
  const port = await freePort();
  const child = spawn(setup.executable, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.kill();
    await exited;
  };
  const answered = await Promise.race([answers(url), exited.then(() => false)]);
  if (answered) return { url, close };
  await close();
  return { reason: 'moto was started but did not answer' };
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answers(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const status = await fetch(`${url}/moto-api/data.json`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
