import type { CodeLens, Position, Range } from 'vscode-languageserver-types';
import type { Localisation } from '../localisation.ts';
import { isWritten } from '../model/known.ts';
import { plainText } from '../model/plainText.ts';
import { type StoreConfig, storeConfigOf } from '../model/storeConfig.ts';
import type { LineIndex } from '../syntax/lineIndex.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import { firstLine } from './codeLens.ts';
import type { FeatureContext, PlaceContext } from './context.ts';
import { locationsOf } from './navigation/places.ts';

/** A request for the lenses of a file. */
export interface StoreLensContext extends FeatureContext {
  readonly uri: string;
  readonly file: ManifestFile;
  readonly lines: LineIndex;
  /** Whether what the user has agreed to is known yet. */
  readonly consentsKnown: boolean;
}

/**
 * Above each store what one does next with it, and who uses it: to connect it where nobody was asked yet, and the manifests that name
 * it, which are looked for when the lens is seen (`withUsers`). Asks no vault and nobody.
 */
export async function storeLenses(context: StoreLensContext): Promise<readonly CodeLens[]> {
  const { file, index, uri } = context;
  if (index.isPatch(uri)) return [];
  const stores = file.documents.flatMap((document) =>
    document.parsed.resources.flatMap((resource) => {
      const store = storeConfigOf(resource);
      return store === undefined ? [] : [{ document, resource, store }];
    }),
  );
  const lenses = stores.map(async ({ document, resource, store }) => {
    const range = firstLine(document, resource, context.lines);
    return [...(await connectLens(context, store, range)), ...usersLens(context, document, resource, range)];
  });
  return (await Promise.all(lenses)).flat();
}

async function connectLens(
  { client, consentsKnown, l10n, uri, vaults }: StoreLensContext,
  store: StoreConfig,
  range: Range,
): Promise<readonly CodeLens[]> {
  const { destination, state } = await vaults.state(store);
  if (!consentsKnown || state !== 'not-connected' || destination === undefined) return [];
  const { kind, name, namespace } = store;
  const address = { kind, name, ...(namespace === undefined ? {} : { namespace }), uri };
  const title = l10n.t('Connect to {0}…', plainText(destination.service, 100));
  return [
    {
      range,
      command: {
        title: client.commands.icons ? `$(plug) ${title}` : title,
        tooltip: l10n.t('Completes and checks the keys of this store with your own login. You are asked first.'),
        command: client.commands.connectStore,
        arguments: [address],
      },
    },
  ];
}

/** Where an editor cannot show places, there is no lens. */
function usersLens(
  { client, lines, uri }: StoreLensContext,
  document: ManifestDocument,
  resource: ResourceNode,
  range: Range,
): readonly CodeLens[] {
  const name = ['metadata', 'name'];
  if (client.commands.showReferences === undefined || !isWritten(resource, name) || resource.isPlaceholder(name)) return [];
  const usersOf = { uri, position: lines.positionAt(document.start + resource.rangeOf(name, 'value').start) };
  return [{ range, data: { usersOf } }];
}

/** Whose users a lens has yet to tell; undefined where it tells something else. */
export function usersWanted({ data }: CodeLens): { readonly uri: string; readonly position: Position } | undefined {
  const wanted = data?.usersOf;
  const isPlace =
    typeof wanted?.uri === 'string' && typeof wanted.position?.line === 'number' && typeof wanted.position.character === 'number';
  return isPlace ? wanted : undefined;
}

/** The lens with the manifests that name the store at a place: `Used by 3 ExternalSecrets`. */
export function withUsers(lens: CodeLens, place: PlaceContext): CodeLens {
  const { client, file, l10n, lines, mentions, offset, uri } = place;
  const uses = mentions.related(mentions.at(uri, file, offset)).filter((one) => !mentions.isDefinition(one));
  const users = new Map(
    uses.map(({ document, mention, uri: of }) => [
      `${of} ${document.start} ${mention.resource.node.range.start}`,
      mention.resource.kind ?? '',
    ]),
  );
  const [title, command] =
    users.size === 0
      ? [l10n.t('Not used in this workspace'), '']
      : [l10n.t('Used by {0}', counted([...users.values()], l10n)), client.commands.showReferences ?? ''];
  return { range: lens.range, command: { title, command, arguments: [uri, lines.positionAt(offset), locationsOf(uses)] } };
}

/** `3 ExternalSecrets and 1 PushSecret`; of more than two kinds `5 manifests`. */
function counted(kinds: readonly string[], l10n: Localisation): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (counts.size > 2) return l10n.t('{0} manifests', kinds.length);
  const [one = '', other] = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${plainText(kind, 100)}${count === 1 ? '' : 's'}`);
  return other === undefined ? one : l10n.t('{0} and {1}', one, other);
}
