import type { Localisation } from '../../localisation.ts';
import { isObject } from '../../model/references.ts';
import { loginWords } from '../../providers/loginWords.ts';
import { placeWords } from '../../providers/placeWords.ts';
import type { VaultState } from '../../providers/vaultState.ts';
import type { FeatureContext } from '../context.ts';
import { codeSpan, escapeMarkdown, markdownLink } from '../markdown.ts';
import type { StoreView } from '../stores.ts';
import { card } from './card.ts';
import { problemNote, relativeName, storeNote } from './secretHover.ts';

/** Fields of a provider's block that say where its vault is, the most telling first. */
const addressFields = [
  'region',
  'vaultUrl',
  'server',
  'projectID',
  'url',
  'serverUrl',
  'connectHost',
  'apiUrl',
  'remoteNamespace',
];

/** The store that a reference names: provider, address, how the cluster logs in, where it is defined, how its vault stands. */
export async function storeHover(context: FeatureContext, view: StoreView, uri: string): Promise<string> {
  const { l10n } = context;
  const { entry, ref, provider, destination } = view;
  const namespace = entry?.namespace === undefined ? [] : [l10n.t('namespace {0}', escapeMarkdown(entry.namespace, 63))];
  const heading = [`**${escapeMarkdown(ref.name, 253)}**`, ref.kind, ...namespace].join(' · ');
  if (entry === undefined) return card(heading, [storeNote(view, l10n)]);
  const { config } = entry;
  const state = config === undefined ? undefined : await context.vaults.state(config);
  const place = destination === undefined ? addressOf(config?.config) : placeWords(destination.location, l10n);
  const service = destination?.service ?? provider?.title ?? config?.provider;
  return card(heading, [
    storeNote(view, l10n),
    [service, place, destination && loginWords(destination.login, l10n)]
      .filter((part) => part !== undefined)
      .map((part) => escapeMarkdown(part, 200))
      .join(' · '),
    authLine(config?.config, l10n),
    l10n.t('Defined in {0}', markdownLink(relativeName(entry.uri, uri), entry.uri)),
    view.ambiguous ? l10n.t('Other files define it differently; the nearest one is taken.') : undefined,
    stateNote(context, view, state),
  ]);
}

/** How the vault stands, or what is wrong with what to do. */
function stateNote(context: FeatureContext, view: StoreView, state: VaultState | undefined): string | undefined {
  const problem = view.problem ?? state?.problem;
  if (problem === undefined) return state && stateLine(state.tooltip);
  return [problemNote(context, view, problem), state?.known].filter((part) => part !== undefined).join(' ');
}

/** The state in words; the first of several lines says again where the vault is. */
function stateLine(tooltip: string): string {
  const lines = tooltip.split('\n');
  return escapeMarkdown(lines.slice(lines.length > 1 ? 1 : 0).join(' '), 300);
}

/** `Auth: jwt`: which of the provider's ways the operator uses, never what it logs in with. */
function authLine(config: unknown, l10n: Localisation): string | undefined {
  const block = isPlain(config) ? config['auth'] : undefined;
  const ways = isPlain(block) ? Object.keys(block) : [];
  const type = isPlain(config) && typeof config['authType'] === 'string' ? [config['authType']] : [];
  const all = [...type, ...ways].map((way) => codeSpan(way, 60));
  return all.length === 0 ? undefined : l10n.t('Auth: {0}', all.join(', '));
}

/** Where the vault is that a provider's block leads to, in the words of its most telling field. */
export function addressOf(config: unknown): string | undefined {
  if (!isPlain(config)) return undefined;
  const field = addressFields.find((name) => typeof config[name] === 'string');
  return field === undefined ? undefined : String(config[field]);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value as never);
}
