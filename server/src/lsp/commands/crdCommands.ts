import { countOf } from '../../cluster/countOf.ts';
import type { Interaction } from '../../cluster/interaction.ts';
import type { Clock, Log } from '../../host.ts';
import { type CommandResult, type DownloadTarget, serverCommands } from '../../protocol.ts';
import type { CrdDownloads, UserCrds } from '../crds.ts';
import { asRecord } from '../settings.ts';
import { required } from './arguments.ts';
import type { ServerCommand } from './command.ts';

/** What the commands about CRDs work with. */
export interface CrdCommandsOptions {
  readonly crds: UserCrds;
  readonly downloads: CrdDownloads;
  readonly trusted: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** The commands about CRDs that are fetched from the network and kept. */
export function crdCommands(options: CrdCommandsOptions): Readonly<Record<string, ServerCommand>> {
  return {
    [serverCommands.downloadCrds]: {
      title: 'Download CRDs',
      run: ({ argument, interaction }) => downloadCrds(options, readTarget(argument), interaction),
    },
    [serverCommands.removeCrds]: {
      title: 'Remove CRDs',
      run: async ({ argument }) => {
        const version = required(versionIn(asRecord(argument)['version']), 'a version: { version: "2.10.0" }');
        const removed = await options.crds.remove(version);
        return ended(
          'done',
          removed ? `The downloaded CRDs of ESO ${version} are removed.` : `No CRDs of ESO ${version} were downloaded.`,
        );
      },
    },
  };
}

/** The CRDs of a release, as its tag in ESO's repository has them. */
function releaseAddress(version: string): string {
  return `https://raw.githubusercontent.com/external-secrets/external-secrets/v${version}/deploy/crds/bundle.yaml`;
}

/** Fetches nothing before the user has said yes to this address, or to one that it sends on to, and nothing at all where the workspace is not trusted. */
async function downloadCrds(
  { clock, crds, downloads, log, trusted }: CrdCommandsOptions,
  target: DownloadTarget,
  interaction: Interaction,
): Promise<CommandResult> {
  const version = target.version ?? versionIn(target.url);
  if (version === undefined)
    return ended('refused', 'Which ESO version are the CRDs of? Name it, as in 2.10.0, where the address does not.');
  const address = target.url ?? releaseAddress(version);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    return ended('refused', 'The address of the CRDs must begin with https:// and hold no login.');
  if (!trusted()) return ended('refused', 'Nothing is downloaded while this workspace is not trusted.');
  const before = crds.downloaded().find((kept) => kept.version === version);
  const replaced = before === undefined ? '' : `\nThey take the place of those from ${before.url}.`;
  const question = {
    message: `Download the CRDs of ESO ${version} from ${url.host}?`,
    detail: `${url.href}\nThey are kept in your user folder, and manifests are judged by them as ESO ${version}.${replaced}`,
    actions: ['Download'],
  };
  if ((await interaction.ask(question)) !== 'Download') return ended('cancelled', 'Nothing was downloaded.');
  interaction.progress(url.host);
  const start = clock.now();
  const found = await downloads.fetch(url, interaction.token, async (next) => {
    const message = `${url.host} sends on to ${next.host}. Download from there?`;
    return (await interaction.ask({ message, detail: next.href, actions: ['Download'] })) === 'Download';
  });
  const kinds = 'crds' in found ? found.crds.length : 0;
  const outcome = 'problem' in found ? 'failed' : 'ok';
  log.access({ target: url.host, operation: 'GET CRDs', count: kinds, milliseconds: clock.now() - start, outcome });
  if (interaction.token.isCancellationRequested) return ended('cancelled', 'Nothing was kept.');
  if ('problem' in found) return ended('failed', `The CRDs were not downloaded. ${found.problem}`);
  if (!found.crds.some(({ spec }) => asRecord(asRecord(spec)['names'])['kind'] === 'ExternalSecret'))
    return ended('failed', `What ${url.host} sent holds no CRDs of ESO. Nothing was kept.`);
  try {
    await crds.keep({ version, url: url.href, crds: found.crds });
  } catch (error) {
    return ended(
      'failed',
      `The CRDs of ESO ${version} could not be kept (${String(asRecord(error)['code'] ?? 'unknown error')}).`,
    );
  }
  return ended('done', `ESO ${version} is known now: ${countOf(kinds, 'kind')}.`);
}

function readTarget(argument: unknown): DownloadTarget {
  const { url, version } = asRecord(argument);
  const named = versionIn(version);
  if (typeof url === 'string' && url.length <= 2000)
    return { url: url.trim(), ...(named === undefined ? {} : { version: named }) };
  return { version: required(named, 'a version or an address: { version: "2.10.0" } or { url }') };
}

/** The last version of three numbers in a text. */
function versionIn(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 2000) return undefined;
  return [...text.matchAll(/(?<![\d.])v?(\d{1,4}\.\d{1,4}\.\d{1,4})(?![\d.]\d)/g)].at(-1)?.[1];
}

function ended(outcome: CommandResult['outcome'], message: string): CommandResult {
  return { outcome, message, items: [] };
}
