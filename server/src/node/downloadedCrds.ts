import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { CancellationToken } from '../cancellation.ts';
import type { CrdDownloads, KeptCrds } from '../lsp/crds.ts';
import { esoDefinitions } from '../schema/crdBundle.ts';
import type { JsonObject } from '../syntax/node.ts';
import { yamlValues } from '../syntax/yamlValues.ts';
import { consentFilePath } from './consentFile.ts';
import type { Downloaded } from './download.ts';
import type { Environment } from './proxy.ts';

/**
 * CRDs that the user has had downloaded, one JSON file a version, beside the file with his consents: outside of every workspace.
 *
 * @param fetch in tests: another way to the network
 */
export function createDownloadedCrds(
  env: Environment = process.env,
  folder: string = join(dirname(consentFilePath(env)), 'crds'),
  fetch: (url: URL, token: CancellationToken, mayAsk: (url: URL) => Promise<boolean>) => Promise<Downloaded> = async (
    url,
    token,
    mayAsk,
  ) => (await import('./download.ts')).download(url, env, token, undefined, mayAsk),
): CrdDownloads {
  const fileOf = (version: string) => join(folder, `${version}.json`);
  return {
    async kept() {
      const names = await readdir(folder).catch(() => []);
      const kept: KeptCrds[] = [];
      for (const name of names.filter((one) => /^\d+\.\d+\.\d+\.json$/.test(one))) {
        const one = await readKept(join(folder, name), name.replace(/\.json$/, ''));
        if (one !== undefined) kept.push(one);
      }
      return kept;
    },
    async fetch(url, token, mayAsk) {
      const answer = await fetch(url, token, mayAsk);
      if ('problem' in answer) return answer;
      const crds: JsonObject[] = [];
      try {
        for (const value of yamlValues(answer.text)) {
          crds.push(...esoDefinitions([value]));
          await otherWork();
        }
      } catch {
        // Said below: what cannot be read holds no CRDs.
      }
      return { crds };
    },
    async keep(kept) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const draft = `${fileOf(kept.version)}.${process.pid}.new`;
      await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
      await rename(draft, fileOf(kept.version));
    },
    remove: (version) => rm(fileOf(version), { force: true }),
  };
}

async function readKept(file: string, version: string): Promise<KeptCrds | undefined> {
  try {
    const { crds, url } = JSON.parse(await readFile(file, 'utf8')) as Partial<KeptCrds>;
    return Array.isArray(crds) && typeof url === 'string' ? { version, url, crds } : undefined;
  } catch {
    return undefined;
  }
}
