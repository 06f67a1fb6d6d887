import type { Localisation } from '../../localisation.ts';
import {
  type NewExternalSecret,
  type NewManifestAnswers,
  type NewManifestResult,
  type NewStore,
  nameProblem,
} from '../../newManifestProtocol.ts';
import type { JsonObject } from '../../syntax/node.ts';
import type { TextStyle } from '../../syntax/textStyle.ts';
import { type OfferedSnippets, type StoreSnippet, storeManifest } from './catalogue.ts';
import { type Slot, slotsIn } from './slots.ts';
import { stopsFrom, tabStopSlots } from './tabStops.ts';
import { filledSlots, writeManifest } from './writeManifest.ts';

/** Characters; nothing that says where a vault is takes more. */
const longestAnswer = 2_000;

/** A document to be written, and what is known of its slots. */
interface Draft {
  readonly manifest: JsonObject;
  readonly answers: Readonly<Record<string, string>>;
  readonly scope: string;
  readonly empty: readonly string[];
}

/** Where the caret begins: at the key in the vault, then at what is taken from it. */
const firstStops = ['key', 'regexp', 'property', 'usernameProperty', 'passwordProperty', 'secretKey'];

/** What answers make, in a style; or why they make nothing. */
export function newManifest(
  offered: OfferedSnippets,
  answers: NewManifestAnswers,
  style: TextStyle,
  l10n: Localisation,
): NewManifestResult {
  const { externalSecret, store } = answers;
  const drafts = [
    ...(store === undefined ? [] : [storeDraft(offered, store, l10n)]),
    ...(externalSecret === undefined ? [] : [externalSecretDraft(offered, externalSecret, l10n)]),
  ];
  const refusal = drafts.find((draft) => typeof draft === 'string');
  if (refusal !== undefined) return refused(refusal);
  const written = drafts.filter((draft) => typeof draft === 'object');
  const named = externalSecret ?? store;
  if (written.length === 0 || named === undefined)
    return refused(l10n.t('Nothing was said to be written: name a store or an ExternalSecret.'));
  const [first = '', second] = written.map(({ manifest }) => String(manifest['kind']));
  const kinds = second === undefined ? first : l10n.t('{0} and {1}', first, second);
  const numbers = stopsFrom(firstStops);
  const join = (texts: readonly string[]) => `${texts.join('\n---\n')}\n`;
  return {
    outcome: 'done',
    message: l10n.t('Wrote {0} {1}.', kinds, named.name),
    items: [],
    text: join(written.map(({ answers: known, manifest }) => writeManifest(manifest, style, filledSlots(known)))),
    snippet: join(
      written.map(({ answers: known, empty, manifest, scope }) =>
        writeManifest(manifest, style, tabStopSlots({ answers: known, numbers, scope, empty })),
      ),
    ),
    fileName: `${named.name}.yaml`,
  };
}

function storeDraft(
  offered: OfferedSnippets,
  { fields = {}, kind, method, name, namespace, provider }: NewStore,
  l10n: Localisation,
): Draft | string {
  const problem = problemOf(name, namespace, l10n);
  if (problem !== undefined) return problem;
  const logins = offered.stores.filter((store) => store.provider === provider);
  const snippet = method === undefined ? logins[0] : logins.find((store) => store.method === method);
  if (snippet === undefined) {
    const known = logins.map((store) => store.method).join(', ');
    return logins.length === 0
      ? l10n.t('This version of ESO has no provider "{0}".', provider)
      : l10n.t('There is no login "{0}" for {1}. There are: {2}.', method ?? '', provider, known);
  }
  const wrong = Object.entries(fields).find(([id, text]) => !isAnswer(slotNamed(snippet, id), text));
  if (wrong !== undefined) return l10n.t('{0} cannot be what was answered for a store of {1}.', wrong[0], provider);
  const manifest = offered.forVersion(storeManifest(snippet, kind));
  return {
    manifest: kind === 'SecretStore' ? inNamespace(manifest, namespace) : manifest,
    answers: { ...fields, name, login: `${name}-login` },
    scope: 'store/',
    empty: [],
  };
}

function externalSecretDraft(
  offered: OfferedSnippets,
  { content = 'es', name, namespace, store }: NewExternalSecret,
  l10n: Localisation,
): Draft | string {
  const problem = problemOf(name, namespace, l10n) ?? problemOf(store.name, undefined, l10n);
  if (problem !== undefined) return problem;
  const snippet = contentsOf(offered).find(({ prefix }) => prefix === content);
  if (snippet === undefined) return l10n.t('There is no ExternalSecret "{0}" to begin with.', content);
  const interval = slotsOf(snippet.manifest).find((slot) => slot.name === 'refreshInterval');
  return {
    manifest: inNamespace(offered.forVersion(snippet.manifest), namespace),
    answers: { name, secret: name, store: store.name, storeKind: store.kind, refreshInterval: interval?.text ?? '1h0m0s' },
    scope: '',
    // Where the list of the vault's keys is to open there is nothing to be replaced.
    empty: ['key'],
  };
}

/** The ExternalSecrets that read from a store. */
export function contentsOf({ manifests }: OfferedSnippets): OfferedSnippets['manifests'] {
  return manifests.filter(({ manifest }) => {
    const spec = manifest['spec'] as JsonObject | undefined;
    return manifest['kind'] === 'ExternalSecret' && spec?.['secretStoreRef'] !== undefined;
  });
}

/** The slot of a store that a field is filled into; undefined where it is none that is asked for. */
export function slotNamed({ asked, block }: StoreSnippet, id: string): Slot | undefined {
  return asked.some(({ slot }) => slot === id) ? slotsOf(block).find(({ name }) => name === id) : undefined;
}

function slotsOf(value: JsonObject): readonly Slot[] {
  return slotsIn(JSON.stringify(value)).filter((part) => typeof part === 'object');
}

function isAnswer(slot: Slot | undefined, text: string): boolean {
  if (slot === undefined || text === '' || text.length > longestAnswer || /[\r\n]/.test(text)) return false;
  if (slot.bare) return /^\d+$/.test(text);
  return slot.options === undefined || slot.options.includes(text);
}

function inNamespace(manifest: JsonObject, namespace: string | undefined): JsonObject {
  if (namespace === undefined) return manifest;
  const { metadata, ...rest } = manifest;
  const { apiVersion = '', kind = '', ...others } = rest;
  return { apiVersion, kind, metadata: { ...(metadata as JsonObject), namespace }, ...others };
}

function problemOf(name: string, namespace: string | undefined, l10n: Localisation): string | undefined {
  if (nameProblem(name) !== undefined)
    return l10n.t('The name is none that Kubernetes takes: lower-case letters, digits, "-" and ".", at most 253 of them.');
  if (namespace !== undefined && nameProblem(namespace, 'namespace') !== undefined)
    return l10n.t('The namespace is none that Kubernetes takes: lower-case letters, digits and "-", at most 63 of them.');
  return undefined;
}

function refused(message: string): NewManifestResult {
  return { outcome: 'refused', message, items: [] };
}
