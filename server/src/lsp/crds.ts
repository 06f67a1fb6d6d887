import type { CancellationToken } from '../cancellation.ts';
import type { Log } from '../host.ts';
import type { LanguageService } from '../languageService.ts';
import { plainText } from '../model/plainText.ts';
import type { KnownVersions } from '../protocol.ts';
import type { JsonObject, JsonValue } from '../syntax/node.ts';

/** The CRDs of one ESO version, as they were downloaded. */
export interface KeptCrds {
  readonly version: string;
  readonly url: string;
  readonly crds: readonly JsonObject[];
}

/** Where downloaded CRDs come from and are kept: a place of the user's, outside of every workspace. */
export interface CrdDownloads {
  /** What cannot be read is left out. Never rejects. */
  kept(): Promise<readonly KeptCrds[]>;
  /**
   * ESO's CRDs at an https address, or why there are none. Its caller has asked the user for this address; `mayAsk` does for the one that
   * another host is redirected to. Never rejects.
   */
  fetch(
    url: URL,
    token: CancellationToken,
    mayAsk: (url: URL) => Promise<boolean>,
  ): Promise<{ readonly crds: readonly JsonObject[] } | { readonly problem: string }>;
  /** In place of those of the same version. Rejects where the file cannot be written. */
  keep(crds: KeptCrds): Promise<void>;
  remove(version: string): Promise<void>;
}

/** Reads the CRDs of a file or folder that the user names, relative to a workspace folder's URI. */
export type ReadCrds = (
  place: string,
  folder: string | undefined,
) => Promise<{ readonly crds: readonly JsonValue[]; readonly problems: readonly string[] }>;

/** The CRDs that manifests are judged by beside our own: those of the setting `externalSecrets.crds`, and downloaded ones. */
export interface UserCrds {
  /** Takes what the setting names: a file, a folder, or an address whose CRDs have been downloaded. */
  use(place: string, folder: string | undefined): Promise<void>;
  /** Reads what has been downloaded. */
  load(): Promise<void>;
  keep(crds: KeptCrds): Promise<void>;
  /** Whether there was something to remove. */
  remove(version: string): Promise<boolean>;
  /** Those that were downloaded. */
  downloaded(): readonly KeptCrds[];
  /** Waits for what has been downloaded to be read. */
  known(): Promise<KnownVersions>;
}

/** Nothing read yet. `read` and `downloads` are absent where there are no files. */
export function createUserCrds(
  service: LanguageService,
  log: Log,
  read: ReadCrds | undefined,
  downloads: CrdDownloads | undefined,
): UserCrds {
  let downloaded: readonly KeptCrds[] = [];
  let named: { readonly place: string; readonly folder: string | undefined } = { place: '', folder: undefined };

  async function crdsAt(place: string, folder: string | undefined): Promise<readonly JsonValue[]> {
    if (!place.includes('://')) {
      const { crds, problems } = (await read?.(place, folder)) ?? { crds: [], problems: [] };
      for (const problem of problems) log.error(plainText(problem, 1_000));
      return crds;
    }
    const kept = downloaded.find(({ url }) => url === place);
    if (kept === undefined) log.info(`The CRDs at ${plainText(place)} are fetched by the command "Download CRDs" only.`);
    return kept?.crds ?? [];
  }

  let loading: Promise<void> | undefined;

  async function apply(): Promise<void> {
    const { folder, place } = named;
    if (place === '') return void service.useCrds(undefined);
    const kinds = service.useCrds(await crdsAt(place, folder));
    if (kinds > 0) log.info(`Manifests are judged by the CRDs at ${plainText(place)}: ${kinds} kinds of ESO.`);
  }

  async function load(): Promise<void> {
    downloaded = (await downloads?.kept()) ?? [];
    service.useVersions(downloaded);
    if (named.place.includes('://')) await apply();
  }

  return {
    load: () => {
      loading = load();
      return loading;
    },
    async use(place, folder) {
      named = { place, folder };
      await apply();
    },
    async keep(crds) {
      await downloads?.keep(crds);
      await load();
    },
    async remove(version) {
      const isThere = downloaded.some((kept) => kept.version === version);
      if (isThere) await downloads?.remove(version);
      await load();
      return isThere;
    },
    downloaded: () => downloaded,
    async known() {
      loading ??= load();
      await loading;
      return {
        versions: service.versions().map((version) => {
          const url = downloaded.find((kept) => kept.version === version)?.url;
          return url === undefined ? { version } : { version, url };
        }),
      };
    },
  };
}
