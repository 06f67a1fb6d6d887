import { CompletionItemKind } from 'vscode-languageserver-types';
import { filed, type Localisation } from '../../localisation.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { type TextStyle, textStyleOf } from '../../syntax/textStyle.ts';
import type { FeatureContext } from '../context.ts';
import { type OfferedSnippets, snippetsFor, storeManifest } from '../snippets/catalogue.ts';
import { tabStopSlots } from '../snippets/tabStops.ts';
import { filledSlots, plainStyle, writeManifest } from '../snippets/writeManifest.ts';
import type { CompletionRequest, Suggestion } from './completionSource.ts';

/** A manifest to begin with, and what is said of it. */
interface Skeleton {
  readonly label: string;
  /** What is typed for it. */
  readonly words: string;
  readonly detail: string;
  readonly manifest: JsonObject;
}

/** The manifests that fit a request, and the ways there by questions. Empty where the schemas cannot be loaded. */
export async function skeletonSuggestions(request: CompletionRequest): Promise<readonly Suggestion[]> {
  const offered = await snippetsFor(request.schemas, request.operatorVersion);
  if (offered === undefined) return [];
  const style = styleAround(request);
  const suggestions = skeletonsOf(offered, request.l10n).map(
    ({ label, words, detail, manifest }, i): Suggestion => ({
      label,
      kind: CompletionItemKind.Snippet,
      filter: words,
      sort: `1${isUsual({ label, words }) ? 0 : 2}${String(i).padStart(3, '0')}`,
      detail,
      text: writeManifest(manifest, style, filledSlots()),
      snippet: writeManifest(manifest, style, tabStopSlots()),
      data: { source: 'snippet', label },
    }),
  );
  return [...suggestions, ...stepByStep(request)];
}

/** What one of them looks like. */
export async function skeletonText(
  label: string,
  { l10n, schemas, operatorVersion }: Pick<FeatureContext, 'l10n' | 'schemas' | 'operatorVersion'>,
): Promise<string | undefined> {
  const offered = await snippetsFor(schemas, operatorVersion);
  const skeleton = offered && skeletonsOf(offered, l10n).find((each) => each.label === label);
  return skeleton && `\`\`\`yaml\n${writeManifest(skeleton.manifest, plainStyle, filledSlots())}\n\`\`\``;
}

/** The way there by questions, where the editor can ask them. */
function stepByStep({ client: { commands }, l10n }: CompletionRequest): readonly Suggestion[] {
  const ways = [
    { title: l10n.t('New ExternalSecret…'), command: commands.newExternalSecret },
    { title: l10n.t('New SecretStore…'), command: commands.newSecretStore },
  ];
  return ways.flatMap(({ command, title }, i) =>
    command === undefined
      ? []
      : {
          label: title,
          kind: CompletionItemKind.Event,
          sort: `11${i}`,
          text: '',
          detail: l10n.t('Step by step'),
          command: { title, command },
        },
  );
}

/** The usual manifest of each kind first, by the kind's name; then everything by its prefix. */
function skeletonsOf({ forVersion, manifests, stores }: OfferedSnippets, l10n: Localisation): readonly Skeleton[] {
  const written = manifests.map(({ about, label, manifest, prefix }): Skeleton => {
    const words = label === undefined ? prefix : `${prefix} ${label}`;
    return { label: label ?? prefix, words, detail: l10n.of(filed(about)), manifest: forVersion(manifest) };
  });
  const made = (['SecretStore', 'ClusterSecretStore'] as const).flatMap((kind) =>
    stores.map((store): Skeleton => {
      const label = `${kind === 'SecretStore' ? 'ss' : 'css'}-${store.name}`;
      const detail = `${kind}: ${l10n.of(filed(store.title))}`;
      return { label, words: label, detail, manifest: forVersion(storeManifest(store, kind)) };
    }),
  );
  const all = [...written, ...made];
  return [...all.filter(isUsual), ...all.filter((skeleton) => !isUsual(skeleton))];
}

/** Whether it is the usual manifest of its kind. */
function isUsual({ label, words }: Pick<Skeleton, 'label' | 'words'>): boolean {
  return label !== words;
}

/** How the rest of the file is written: the document before the caret's, or any other. */
function styleAround({ cursor, file }: CompletionRequest): TextStyle {
  const own = cursor.document.index;
  const written = file.documents.filter(({ index, parsed }) => index !== own && parsed.root !== undefined);
  const near = written.filter(({ index }) => index < own).at(-1) ?? written[0];
  return textStyleOf((near ?? cursor.document).parsed);
}
