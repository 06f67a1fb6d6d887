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
      run: async ({ argument, interaction: { l10n } }) => {
        const version = required(versionIn(asRecord(argument)['version']), 'a version: { version: "2.10.0" }');
        const removed = await options.crds.remove(version);
        return ended(
          'done',
          removed
            ? l10n.t('The downloaded CRDs of ESO {0} are removed.', version)
            : l10n.t('No CRDs of ESO {0} were downloaded.', version),
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
  const { l10n } = interaction;
  const version = target.version ?? versionIn(target.url);
  if (version === undefined)
    return ended('refused', l10n.t('Which ESO version are the CRDs of? Name it, as in 2.10.0, where the address does not.'));
  const address = target.url ?? releaseAddress(version);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    return ended('refused', l10n.t('The address of the CRDs must begin with https:// and hold no login.'));
  if (!trusted()) return ended('refused', l10n.t('Nothing is downloaded while this workspace is not trusted.'));
  const before = crds.downloaded().find((kept) => kept.version === version);
  const replaced = before === undefined ? '' : `\n${l10n.t('They take the place of those from {0}.', before.url)}`;
  const question = {
    message: l10n.t('Download the CRDs of ESO {0} from {1}?', version, url.host),
    detail: `${url.href}\n${l10n.t('They are kept in your user folder, and manifests are judged by them as ESO {0}.', version)}${replaced}`,
    actions: ['Download'],
  };
  if ((await interaction.ask(question)) !== 'Download') return ended('cancelled', l10n.t('Nothing was downloaded.'));
  interaction.progress(url.host);
  const start = clock.now();
  const found = await downloads.fetch(url, interaction.token, async (next) => {
    const message = l10n.t('{0} sends on to {1}. Download from there?', url.host, next.host);
    return (await interaction.ask({ message, detail: next.href, actions: ['Download'] })) === 'Download';
  });
  const kinds = 'crds' in found ? found.crds.length : 0;
  const outcome = 'problem' in found ? 'failed' : 'ok';
  log.access({ target: url.host, operation: 'GET CRDs', count: kinds, milliseconds: clock.now() - start, outcome });
  if (interaction.token.isCancellationRequested) return ended('cancelled', l10n.t('Nothing was kept.'));
  if ('problem' in found) return ended('failed', l10n.t('The CRDs were not downloaded. {0}', found.problem));
  if (!found.crds.some(({ spec }) => asRecord(asRecord(spec)['names'])['kind'] === 'ExternalSecret'))
    return ended('failed', l10n.t('What {0} sent holds no CRDs of ESO. Nothing was kept.', url.host));
  try {
    await crds.keep({ version, url: url.href, crds: found.crds });
  } catch (error) {
    return ended(
      'failed',
      l10n.t('The CRDs of ESO {0} could not be kept ({1}).', version, String(asRecord(error)['code'] ?? 'unknown error')),
    );
  }
  return ended(
    'done',
    kinds === 1 ? l10n.t('ESO {0} is known now: 1 kind.', version) : l10n.t('ESO {0} is known now: {1} kinds.', version, kinds),
  );
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
