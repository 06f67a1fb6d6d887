import { type Phrase, phrase } from '../../localisation.ts';
import { isOpen, textAt } from '../../model/known.ts';
import { plainText } from '../../model/plainText.ts';
import type { ManifestDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { MapEntry, YamlNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { entryOf } from '../../syntax/resource.ts';
import { type FragmentStyle, textScalar } from '../refactorings/fragment.ts';
import { isBinary } from './binary.ts';

/** A key of a Secret that holds its value itself. */
export interface PlainKey {
  readonly name: string;
  /** Whether the value is bytes that no text can hold. */
  readonly isBinary: boolean;
}

/** Names and values of labels or annotations, each as YAML. */
export type WrittenTexts = Readonly<Record<string, string>>;

/** What of a plain Secret goes on into an ExternalSecret: everything but its values. */
export interface PlainSecret {
  readonly origin: 'secret' | 'env';
  /** As YAML, template text included; undefined where there is none that is sure. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly type: string | undefined;
  readonly labels: WrittenTexts;
  readonly annotations: WrittenTexts;
  readonly immutable: boolean;
  readonly keys: readonly PlainKey[];
  /** The name where no template writes it, for the names in the vault. */
  readonly plainName: string | undefined;
  readonly plainNamespace: string | undefined;
  readonly isEncrypted: boolean;
  /** Whether some value is base64 of a text, which is not what belongs into a vault. */
  readonly isEncoded: boolean;
  /** What is left out, or to be known: a sentence each. */
  readonly notes: readonly Phrase[];
}

/** Why a Secret is not converted: for the user. */
export interface Refused {
  readonly refusal: Phrase;
}

/** Whether an object is a Secret of Kubernetes, or one that is sealed for the cluster. */
export function isConvertible({ apiVersion, kind }: ResourceNode): boolean {
  return (kind === 'Secret' && apiVersion === 'v1') || isSealed({ apiVersion, kind });
}

function isSealed({ apiVersion, kind }: Pick<ResourceNode, 'apiVersion' | 'kind'>): boolean {
  return kind === 'SealedSecret' && apiVersion?.startsWith('bitnami.com/') === true;
}

/** Reads a Secret. Its values are looked at by `isBinary` alone. */
export function readSecret(resource: ResourceNode, document: ManifestDocument, style: FragmentStyle): PlainSecret | Refused {
  const { text, problems } = document.parsed;
  const shown = resource.name === undefined ? phrase('This Secret') : plainText(resource.name, 80);
  if (isSealed(resource))
    return {
      refusal: phrase(
        '{0} is a SealedSecret: only its controller can read it. Convert the Secret that it makes, kubectl get secret {0} -o yaml, and delete the SealedSecret before ESO takes over.',
        shown,
      ),
    };
  if (problems.length > 0)
    return { refusal: phrase('The YAML of this document is broken. Mend it first, or a key might be lost.') };
  const type = textAt(resource, [], ['type']);
  const unfit = unfitType(type);
  if (unfit !== undefined) return { refusal: unfit };
  const keys = readKeys(resource);
  if (keys === undefined)
    return {
      refusal: phrase(
        'A template decides which keys this Secret has, so that the ExternalSecret might lack some. Write it by hand, or convert what helm template makes of it.',
      ),
    };
  if (keys.length === 0) return { refusal: phrase('{0} has no keys: there is nothing to fetch from a vault.', shown) };
  const written = (path: Path) => scalarText(resource.nodeAt(path), text, style);
  const metadata = (field: string) => readTexts(resource, ['metadata', field], document, style);
  const [labels, annotations] = [metadata('labels'), metadata('annotations')];
  const isEncrypted = entryOf(resource.node, 'sops') !== undefined;
  return {
    origin: 'secret',
    name: written(['metadata', 'name']),
    namespace: written(['metadata', 'namespace']),
    plainName: known(resource, ['metadata', 'name']),
    plainNamespace: known(resource, ['metadata', 'namespace']),
    type: type === 'Opaque' ? undefined : written(['type']),
    labels: labels.texts,
    annotations: annotations.texts,
    immutable: immutableOf(resource),
    keys,
    isEncrypted,
    isEncoded: !isEncrypted && resource.nodeAt(['data']) !== undefined,
    notes: [
      ...labels.notes,
      ...annotations.notes,
      ...(text.slice(0, resource.node.range.start).includes('{{')
        ? [phrase('Conditions of the template around the Secret are not taken along.')]
        : []),
    ],
  };
}

function immutableOf(resource: ResourceNode): boolean {
  const node = resource.nodeAt(['immutable']);
  return node?.type === 'scalar' && node.value === true;
}

/** Types that no vault can fill. */
function unfitType(type: string | undefined): Phrase | undefined {
  if (type === 'kubernetes.io/service-account-token' || type === 'bootstrap.kubernetes.io/token')
    return phrase(
      'Kubernetes itself makes what is in a Secret of the type {0}, and ESO refuses the type. It stays as it is.',
      type,
    );
  return type?.startsWith('helm.sh/') === true
    ? phrase('Helm keeps a release in this Secret. It is none to fetch from a vault.')
    : undefined;
}

/** The keys of `data` and `stringData`; undefined where a template may add some. */
function readKeys(resource: ResourceNode): readonly PlainKey[] | undefined {
  const keys = new Map<string, PlainKey>();
  if (isOpen(resource.node)) return undefined;
  for (const field of ['data', 'stringData']) {
    const node = resource.nodeAt([field]);
    if (node === undefined || (node.type === 'scalar' && node.value === null && !node.placeholder)) continue;
    if (node.type !== 'map' || node.placeholder || isOpen(node)) return undefined;
    for (const { name, value } of node.entries)
      keys.set(name, { name, isBinary: field === 'data' && !isCipher(value) && isBinary(valueText(value)) });
  }
  return [...keys.values()];
}

/** The text of a value, for the one that judges it. */
function valueText(node: YamlNode): string {
  return node.type === 'scalar' && !node.placeholder && typeof node.value === 'string' ? node.value : '';
}

/** What SOPS leaves of a value. */
function isCipher(node: YamlNode | undefined): boolean {
  return node?.type === 'scalar' && typeof node.value === 'string' && node.value.startsWith('ENC[');
}

/** Names of annotations in which tools keep a copy of the whole object, values and all. */
const copies = /last-applied|(?:^|[./-])applied$|^meta\.helm\.sh\/|^helm\.sh\/hook/;

/** Longer ones are no labels of people: they hold what a tool wants to find again. */
const longestAnnotation = 300;

function readTexts(
  resource: ResourceNode,
  path: Path,
  { parsed }: ManifestDocument,
  style: FragmentStyle,
): { readonly texts: WrittenTexts; readonly notes: readonly Phrase[] } {
  const node = resource.nodeAt(path);
  // Template text in the place of a mapping leaves nothing in the tree.
  if (node === undefined || (node.type === 'scalar' && node.value === null && !parsed.templated)) return { texts: {}, notes: [] };
  const field = String(path.at(-1));
  const open = phrase('A template adds {0}, which are not taken along: add them to target.template.metadata.{0}.', field);
  if (node.type !== 'map') return { texts: {}, notes: [open] };
  const isFit = ({ name, key, value }: MapEntry) =>
    !key.placeholder && !copies.test(name) && !(value.range.end - value.range.start > longestAnnotation);
  const written = node.entries.filter(isFit).map((entry) => ({ ...entry, written: scalarText(entry.value, parsed.text, style) }));
  const left = node.entries.filter((entry) => !entry.key.placeholder && !isFit(entry)).map(({ name }) => plainText(name, 80));
  const texts = written.flatMap(({ name, written: value }) =>
    value === undefined ? [] : [[textScalar(name, style, false), value] as const],
  );
  return {
    texts: Object.fromEntries(texts),
    notes: [
      ...(isOpen(node) ? [open] : []),
      ...(left.length === 0 ? [] : [phrase('Not taken along, for a tool may keep the values in it: {0}.', left.join(', '))]),
    ],
  };
}

/** The text at a path that no template writes and no tool has encrypted. */
function known(resource: ResourceNode, path: Path): string | undefined {
  const node = resource.nodeAt(path);
  return isCipher(node) ? undefined : textAt(resource, [], path);
}

/** A scalar as YAML: what a template writes as it stands. Undefined for what takes more than a line, or is encrypted. */
function scalarText(node: YamlNode | undefined, text: string, style: FragmentStyle): string | undefined {
  if (node?.type !== 'scalar' || isCipher(node)) return undefined;
  if (!node.placeholder) return node.value === null ? undefined : textScalar(String(node.value), style, false);
  const raw = text.slice(node.range.start, node.range.end).trim();
  return raw === '' || /[\r\n]/.test(raw) ? undefined : raw;
}
