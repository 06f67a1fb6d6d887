import { type CodeAction, CodeActionKind, type Position } from 'vscode-languageserver-types';
import type { Documents } from './documents.ts';
import { externalSecretText } from './features/convert/externalSecretText.ts';
import { layoutsFor, nameProblem, placesOf } from './features/convert/placement.ts';
import { type PlainSecret, type Refused, readSecret } from './features/convert/plainSecret.ts';
import { envSource, folderName, isEnvFile, type Source, secretAt } from './features/convert/source.ts';
import { nextSteps } from './features/convert/words.ts';
import { type FragmentStyle, textScalar } from './features/refactorings/fragment.ts';
import type { Files } from './host.ts';
import { type Localisation, type Phrase, phrase } from './localisation.ts';
import type { StoreEntry } from './model/entries.ts';
import { objectNameProblem } from './model/kubernetesNames.ts';
import { plainText } from './model/plainText.ts';
import { providerFactsOf } from './model/providerFacts/providerFacts.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { ConvertAnswers, ConvertOffer, ConvertResult, ConvertTarget, StoreAddress } from './protocol.ts';
import { textStyleOf } from './syntax/textStyle.ts';

/** Plain Secrets and `.env` files become ExternalSecrets. Of their values nothing is kept or told. */
export interface ConversionService {
  /** The action for the Secret at a place, none elsewhere. `only`: the kinds that are wanted; `command` takes a `ConvertTarget`. */
  actionAt(uri: string, position: Position, only: readonly string[] | undefined, command: string): readonly CodeAction[];
  /** What can be made of it, for questions. */
  offer(target: ConvertTarget): Promise<ConvertOffer>;
  /** The manifest. What is not answered takes the likeliest value. */
  convert(target: ConvertTarget): Promise<ConvertResult>;
}

const actionKind = `${CodeActionKind.RefactorRewrite}.externalSecret`;

/** Builds the service over the open documents, the files of the workspace and the stores among them. */
export function createConversionService(
  documents: Documents,
  files: Files,
  index: WorkspaceIndex,
  l10n: Localisation,
): ConversionService {
  async function sourceOf({ uri, line, character }: ConvertTarget): Promise<Source | Refused> {
    if (isEnvFile(uri)) return envSource(uri, await files.read(uri));
    const document = documents.get(uri);
    if (document === undefined) return { refusal: phrase('Open the file with the Secret, or choose a .env file.') };
    const offset = line === undefined ? undefined : document.file.lines.offsetAt({ line, character: character ?? 0 });
    const found = secretAt(document.file, offset);
    if (found === undefined) return { refusal: phrase('Put the caret into a Secret, and run the command again.') };
    const style: FragmentStyle = { ...textStyleOf(found.manifest.parsed), quoteKeys: false };
    const secret = readSecret(found.resource, found.manifest, style);
    if ('refusal' in secret) return secret;
    return { secret, style, likelyName: secret.plainName ?? folderName(uri), manifest: found.manifest };
  }

  /** Those that the namespace of the Secret can read from; what is nearest comes first. */
  function storesFor({ secret: { plainNamespace } }: Source, uri: string): readonly StoreEntry[] {
    const seen = new Set<string>();
    return index
      .stores()
      .filter(({ config, name, namespace, kind }) => {
        const isReachable = namespace === undefined || plainNamespace === undefined || namespace === plainNamespace;
        const id = JSON.stringify([kind, name, namespace]);
        if (config === undefined || !isReachable || seen.has(id)) return false;
        seen.add(id);
        return true;
      })
      .sort((a, b) => shared(b.uri, uri) - shared(a.uri, uri));
  }

  function chosenStore(source: Source, uri: string, store: ConvertAnswers['store']): StoreEntry | undefined | Refused {
    if (store === null) return undefined;
    const stores = storesFor(source, uri);
    if (store === undefined) return stores[0];
    const found = stores.find(({ kind, name, namespace }) => isSame(store, { kind, name, namespace }));
    return (
      found ?? {
        refusal: phrase('{0} is not among the files of this workspace.', `${store.kind} ${plainText(store.name, 80)}`),
      }
    );
  }

  /** Where the manifest goes as the next document of the file; nothing where that is no YAML in block style. */
  function below({ manifest, style }: Source, uri: string, text: string): Pick<ConvertResult, 'below'> {
    const document = documents.get(uri);
    const root = manifest?.parsed.root;
    if (document === undefined || manifest === undefined || root?.type !== 'map' || root.flow) return {};
    const gap = manifest.parsed.text.endsWith('\n') ? '' : style.eol;
    const newText = `${gap}---${style.eol}${text}`;
    return { below: { at: document.file.lines.positionAt(manifest.end), newText, version: document.version } };
  }

  function refused(message: Phrase): ConvertResult {
    return { outcome: 'refused', message: l10n.of(message), items: [], steps: [], hasStore: false };
  }

  function made(source: Source, uri: string, answers: ConvertAnswers): ConvertResult {
    const store = chosenStore(source, uri, answers.store);
    if (store !== undefined && 'refusal' in store) return refused(store.refusal);
    const keys = source.secret.keys.filter(({ name }) => answers.keys?.includes(name) !== false);
    const secret: PlainSecret = { ...source.secret, keys };
    const offers = layoutsFor({ ...secret, plainName: secret.plainName ?? answers.name ?? source.likelyName }, store);
    const offer = answers.layout === undefined ? offers[0] : offers.find(({ layout }) => layout === answers.layout);
    if (keys.length === 0 || offer === undefined)
      return refused(
        keys.length === 0 ? phrase('No key was chosen.') : phrase('The vault of this store cannot keep the values in that way.'),
      );
    const { layout } = offer;
    const key = answers.key ?? offer.key;
    const name = secret.name ?? textScalar(answers.name ?? source.likelyName, source.style, false);
    const problem =
      nameProblem(key, layout, keys) ??
      (secret.name === undefined ? objectNameProblem(answers.name ?? source.likelyName) : undefined);
    if (problem !== undefined) return refused(problem);
    const places = placesOf(keys, layout, key, store?.config);
    if (layout === 'keys' && new Set(places.map((place) => place.key)).size < places.length)
      return refused(
        phrase(
          'Two keys would get the same name in the vault, which does not take all characters of theirs. Choose another way.',
        ),
      );
    const namespace = secret.namespace ?? (secret.origin === 'env' ? store?.namespace : undefined);
    const written = namespace === undefined ? undefined : (secret.namespace ?? textScalar(namespace, source.style, false));
    const text = externalSecretText({ secret, name, namespace: written, store, layout, places }, source.style) + source.style.eol;
    const steps = nextSteps(secret, layout, places).map(l10n.of);
    const called = plainText(answers.name ?? source.likelyName, 80);
    const message = `${l10n.t('ExternalSecret {0} is written.', called)} ${l10n.of(still(secret))}`;
    return {
      outcome: 'done',
      message,
      items: [],
      text,
      languageId: documents.get(uri)?.languageId === 'helm' ? 'helm' : 'yaml',
      ...below(source, uri, text),
      steps,
      hasStore: store !== undefined,
    };
  }

  return {
    actionAt(uri, position, only, command) {
      const document = documents.get(uri);
      const found = document && secretAt(document.file, document.file.lines.offsetAt(position));
      const isWanted = only === undefined || only.some((kind) => actionKind === kind || actionKind.startsWith(`${kind}.`));
      if (found === undefined || !isWanted) return [];
      const target: ConvertTarget = { uri, line: position.line, character: position.character };
      const title = l10n.t('Convert to ExternalSecret…');
      return [{ title, kind: actionKind, command: { title, command, arguments: [target] } }];
    },
    async offer(target) {
      const source = await sourceOf(target);
      if ('refusal' in source)
        return {
          refusal: l10n.of(source.refusal),
          name: '',
          asksName: false,
          keys: [],
          fitsBelow: false,
          stores: [],
          layouts: [],
        };
      const named = { ...source.secret, plainName: source.secret.plainName ?? source.likelyName };
      return {
        name: source.likelyName,
        asksName: source.secret.name === undefined,
        keys: named.keys.map(({ name }) => name),
        fitsBelow: below(source, target.uri, '').below !== undefined,
        stores: storesFor(source, target.uri).map((entry) => ({
          store: addressOf(entry),
          vault: providerFactsOf(entry.resource)?.name ?? entry.config?.provider ?? '',
          layouts: layoutsFor(named, entry),
        })),
        layouts: layoutsFor(named, undefined),
      };
    },
    async convert(target) {
      const source = await sourceOf(target);
      return 'refusal' in source ? refused(source.refusal) : made(source, target.uri, target.answers ?? {});
    },
  };
}

/** How many characters two files have in common from the start: the more, the nearer they are. */
function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function addressOf({ kind, name, namespace, uri }: StoreEntry): StoreAddress {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }), uri };
}

function isSame(
  a: StoreAddress,
  b: { readonly kind: string; readonly name: string; readonly namespace: string | undefined },
): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}

/** What most needs to be known at the end. */
function still({ isEncrypted, origin }: PlainSecret): Phrase {
  if (isEncrypted)
    return origin === 'env'
      ? phrase('The .env file still holds the encrypted values: remove it once ESO has taken over.')
      : phrase('The plain Secret still holds the encrypted values: remove it once ESO has taken over.');
  return origin === 'env'
    ? phrase(
        'The .env file still holds the values, and so does the history in Git if it was committed: remove it once ESO has taken over, and renew what was committed.',
      )
    : phrase(
        'The plain Secret still holds the values, and so does the history in Git if it was committed: remove it once ESO has taken over, and renew what was committed.',
      );
}
