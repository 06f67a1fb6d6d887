import type { CancellationToken } from './cancellation.ts';
import type { Documents } from './documents.ts';
import { type FetchedKey, fetchedKeyAt, fetchedKeys } from './features/vaultCli/fetchedKey.ts';
import { cliFor } from './features/vaultCli/index.ts';
import type { CliRequest, Deed, Shell } from './features/vaultCli/tool.ts';
import { unescaped, wantedOf } from './features/vaultCli/wanted.ts';
import type { Localisation } from './localisation.ts';
import type { StoreEntry } from './model/entries.ts';
import { isTemplated } from './model/known.ts';
import { plainText } from './model/plainText.ts';
import { providerFactsOf } from './model/providerFacts/providerFacts.ts';
import { type StoreConfig, storeLabel } from './model/storeConfig.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { KeyItem, KeyTarget, TerminalCommand } from './protocol.ts';
import { untrusted } from './providers/accessProblems.ts';
import type { Destination, Identity, SecretCatalog } from './providers/secretProvider.ts';
import { problemText } from './providers/told.ts';
import type { VaultAccess } from './providers/vaultAccess.ts';

/** Command lines of the vendors' own tools, for what the editor itself does not do: it writes to no vault. */
export interface VaultCliService {
  /** The keys that an open file fetches, in the order of the text. */
  keys(uri: string): readonly KeyItem[];
  /** The ways to create or rotate the secret that the entry at a place fetches. Where the store is connected, the vault is asked for it. */
  prepare(deed: Deed, target: KeyTarget, shell: Shell, token: CancellationToken): Promise<TerminalCommand>;
}

/** What the service works with. */
export interface VaultCliOptions {
  readonly documents: Documents;
  readonly index: WorkspaceIndex;
  readonly vaults: VaultAccess;
  readonly trusted: () => boolean;
  readonly identityFor: (store: StoreConfig) => Identity;
  readonly l10n: Localisation;
}

/** Builds the service over the open documents, what the workspace says of stores and keys, and the gate to the vaults. */
export function createVaultCliService(options: VaultCliOptions): VaultCliService {
  const { documents, index, l10n, vaults } = options;

  async function prepare(deed: Deed, target: KeyTarget, shell: Shell, token: CancellationToken): Promise<TerminalCommand> {
    if (!options.trusted()) return refused(problemText(untrusted, l10n));
    const document = documents.get(target.uri);
    const fetched = document && fetchedKeyAt(document.file, document.file.lines.offsetAt(target));
    if (fetched === undefined)
      return refused(l10n.t('Put the caret into an entry that fetches a key, and run the command again.'));
    const { reference, resource } = fetched;
    const entry = index.resolveStore(reference.store, { uri: target.uri, namespace: resource.namespace });
    if (entry?.config === undefined)
      return refused(
        l10n.t(
          '{0} is not among the files of this workspace, or names no provider yet.',
          `${reference.store.kind} ${plainText(reference.store.name, 80)}`,
        ),
      );
    const config = entry.resource.nodeAt(['spec', 'provider']);
    if (config === undefined || isTemplated(config))
      return refused(l10n.t('Templates decide where the vault of {0} is.', storeLabel(entry.config)));
    return write(deed, fetched, entry, entry.config, shell, token);
  }

  async function write(
    deed: Deed,
    { reference }: FetchedKey,
    entry: StoreEntry,
    store: StoreConfig,
    shell: Shell,
    token: CancellationToken,
  ): Promise<TerminalCommand> {
    const { key, property } = reference;
    const cli = cliFor(store);
    if (cli === undefined) return refused(l10n.t('No command line is known here for the vault of {0}.', storeLabel(store)));
    const answer = await vaults.catalogFor(store);
    const { destination } = answer;
    if ('problem' in answer && destination === undefined && answer.problem.code !== 'unsupported')
      return refused(problemText(answer.problem, l10n));
    const catalog = 'catalog' in answer ? answer.catalog : undefined;
    const isThere = deed === 'create' && catalog !== undefined && (await catalog.lookup(key, token)).state === 'found';
    if (isThere)
      return refused(l10n.t('"{0}" is in the vault already. Rotate in Vault… gives it a new value.', plainText(key, 80)));
    const wanted = wantedOf(index, entry, key);
    const request: CliRequest = {
      deed,
      store,
      identity: options.identityFor(store),
      ...(destination === undefined ? {} : { destination }),
      key,
      properties: deed === 'create' ? wanted.properties : property === undefined ? [] : [unescaped(property)],
      isObject: wanted.isObject,
      rotatesItself: deed === 'rotate' && catalog !== undefined && (await rotatesItself(catalog, key, token)),
      shell,
    };
    const made = cli(request);
    if ('reason' in made) return refused(l10n.of(made.reason));
    const message = deedWords(request, placeWords(entry, destination, l10n), l10n);
    const { kind, name, namespace } = store;
    return {
      outcome: 'done',
      message,
      items: [],
      forms: made.forms.map(({ advice, commandLine, title }) => ({
        title: l10n.of(title),
        commandLine,
        advice: l10n.of(advice),
      })),
      store: { kind, name, ...(namespace === undefined ? {} : { namespace }), uri: entry.uri },
    };
  }

  return {
    keys(uri) {
      const document = documents.get(uri);
      if (document === undefined) return [];
      return fetchedKeys(document.file).map(({ reference: { key, property, store }, range }) => ({
        key,
        ...(property === undefined ? {} : { property }),
        store: store.name,
        range: { start: document.file.lines.positionAt(range.start), end: document.file.lines.positionAt(range.end) },
      }));
    },
    prepare,
  };
}

async function rotatesItself(catalog: SecretCatalog, key: string, token: CancellationToken): Promise<boolean> {
  const found = await catalog.describe(key, token);
  return found.state === 'found' && found.item.rotation?.enabled === true;
}

function refused(message: string): TerminalCommand {
  return { outcome: 'refused', message, items: [], forms: [] };
}

/** `Creates "prod/app" in …`, `Gives "password" of "prod/app" a new value in …` */
function deedWords({ deed, key, properties }: CliRequest, place: string, l10n: Localisation): string {
  const [property, secret] = [properties[0] && plainText(properties[0], 80), plainText(key, 200)];
  if (deed === 'create') return l10n.t('Creates "{0}" in {1}.', secret, place);
  return property === undefined
    ? l10n.t('Gives "{0}" a new value in {1}.', secret, place)
    : l10n.t('Gives "{0}" of "{1}" a new value in {2}.', property, secret, place);
}

/** `AWS Secrets Manager, us-east-1, with profile dev`; the store where no back end of ours answers for it. */
function placeWords({ resource, config, name }: StoreEntry, destination: Destination | undefined, l10n: Localisation): string {
  if (destination !== undefined) {
    const { location, login, service } = destination;
    return [service, location, l10n.t('with {0}', login)].map((part) => plainText(part, 200)).join(', ');
  }
  const vault = providerFactsOf(resource)?.name ?? config?.provider ?? l10n.t('the vault');
  return l10n.t('{0}, store {1}', vault, plainText(name, 80));
}
