import { SymbolKind } from 'vscode-languageserver-types';
import { externalSecretSpecPath, isObject, valueAt } from '../../model/references.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { addressOf } from '../hover/storeHover.ts';
import { symbolKindOf } from './symbols.ts';

/** A part of an object as an outline shows it; offsets relative to the document. */
export interface Part {
  readonly name: string;
  readonly detail?: string | undefined;
  readonly kind: SymbolKind;
  readonly range: OffsetRange;
  readonly selection: OffsetRange;
  readonly children?: readonly Part[];
}

/** An object of one of ESO's kinds with its entries, sources, template or provider, in the order of the text. */
export function partOf(resource: ResourceNode): Part {
  const { kind = '', namespace } = resource;
  const name = textAt(resource, ['metadata', 'name']);
  return {
    name: name ?? kind,
    detail: [name === undefined ? '' : kind, namespace ?? ''].filter((part) => part !== '').join(' · '),
    kind: symbolKindOf(resource),
    range: resource.node.range,
    selection: resource.rangeOf(['metadata', 'name'], 'value'),
    children: childrenOf(resource),
  };
}

function childrenOf(resource: ResourceNode): readonly Part[] {
  const spec = externalSecretSpecPath(resource);
  if (spec !== undefined) {
    return [
      ...entries(resource, [...spec, 'data'], fetchedEntry),
      ...entries(resource, [...spec, 'dataFrom'], source),
      ...template(resource, [...spec, 'target', 'template']),
    ].sort(byPlace);
  }
  const { kind } = resource;
  if (kind === 'SecretStore' || kind === 'ClusterSecretStore') return provider(resource);
  if (kind === 'ClusterGenerator') return fields(resource, ['spec', 'generator'], SymbolKind.Interface);
  const push = kind === 'PushSecret' ? ['spec'] : kind === 'ClusterPushSecret' ? ['spec', 'pushSecretSpec'] : undefined;
  if (push === undefined) return [];
  return [
    ...entries(resource, [...push, 'data'], pushedEntry),
    ...entries(resource, [...push, 'dataTo'], () => ({ name: 'dataTo', kind: SymbolKind.Array })),
    ...template(resource, [...push, 'template']),
  ].sort(byPlace);
}

function byPlace(a: Part, b: Part): number {
  return a.range.start - b.range.start;
}

type Look = Pick<Part, 'name' | 'detail' | 'kind'> & { readonly at?: Path };

/** A part for each item of a list. */
function entries(resource: ResourceNode, list: Path, look: (resource: ResourceNode, item: Path) => Look): readonly Part[] {
  const node = resource.nodeAt(list);
  return (node?.type === 'seq' ? node.items : []).map((_, i) => {
    const item = [...list, i];
    const { at, ...shown } = look(resource, item);
    const range = resource.rangeOf(item, 'value');
    return {
      ...shown,
      range,
      selection: at === undefined ? { start: range.start, end: range.start } : resource.rangeOf(at, 'value'),
    };
  });
}

function fetchedEntry(resource: ResourceNode, item: Path): Look {
  const key = [...item, 'secretKey'];
  const [remote, property] = ['key', 'property'].map((field) => textAt(resource, [...item, 'remoteRef', field]));
  return { name: textAt(resource, key) ?? '…', detail: arrow(remote, property), kind: SymbolKind.Key, at: key };
}

function pushedEntry(resource: ResourceNode, item: Path): Look {
  const key = [...item, 'match', 'secretKey'];
  const [remote, property] = ['remoteKey', 'property'].map((field) => textAt(resource, [...item, 'match', 'remoteRef', field]));
  return { name: textAt(resource, key) ?? 'whole Secret', detail: arrow(remote, property), kind: SymbolKind.Key, at: key };
}

function arrow(key: string | undefined, property: string | undefined): string {
  return [key, property].filter((part) => part !== undefined).join(' → ');
}

function source(resource: ResourceNode, item: Path): Look {
  const at = (...path: Path) => textAt(resource, [...item, ...path]);
  const generator = [...item, 'sourceRef', 'generatorRef'];
  const kind = SymbolKind.Array;
  const extract = at('extract', 'key');
  if (extract !== undefined) return { name: 'extract', detail: extract, kind, at: [...item, 'extract', 'key'] };
  if (resource.nodeAt([...item, 'find']) !== undefined)
    return { name: 'find', detail: at('find', 'name', 'regexp') ?? at('find', 'path'), kind };
  if (resource.nodeAt(generator) === undefined) return { name: 'dataFrom', kind };
  return {
    name: textAt(resource, [...generator, 'kind']) ?? 'generator',
    detail: textAt(resource, [...generator, 'name']),
    kind,
  };
}

function template(resource: ResourceNode, path: Path): readonly Part[] {
  const node = resource.nodeAt(path);
  if (node?.type !== 'map') return [];
  const children = [
    ...fields(resource, [...path, 'data'], SymbolKind.Field),
    ...entries(resource, [...path, 'templateFrom'], (_, item) => ({
      name: 'templateFrom',
      detail: origin(resource, item),
      kind: SymbolKind.Array,
    })),
  ];
  return [
    {
      name: 'template',
      detail: textAt(resource, [...path, 'type']),
      kind: SymbolKind.Struct,
      range: resource.rangeOf(path, 'entry'),
      selection: resource.rangeOf(path, 'key'),
      children: children.sort(byPlace),
    },
  ];
}

function origin(resource: ResourceNode, item: Path): string | undefined {
  const from = ['configMap', 'secret'].find((field) => resource.nodeAt([...item, field]) !== undefined);
  return from === undefined ? undefined : `${from} ${textAt(resource, [...item, from, 'name']) ?? ''}`;
}

function provider(resource: ResourceNode): readonly Part[] {
  return fields(resource, ['spec', 'provider'], SymbolKind.Interface).map((part) => {
    const block = valueAt(resource.json(), ['spec', 'provider', part.name]);
    const telling = [isObject(block) ? block['service'] : undefined, addressOf(block)];
    return { ...part, detail: telling.filter((text) => typeof text === 'string').join(' · ') };
  });
}

/** A part for each entry of a mapping. */
function fields(resource: ResourceNode, path: Path, kind: SymbolKind): readonly Part[] {
  const node = resource.nodeAt(path);
  return (node?.type === 'map' ? node.entries : []).map(({ name }) => ({
    name,
    kind,
    range: resource.rangeOf([...path, name], 'entry'),
    selection: resource.rangeOf([...path, name], 'key'),
  }));
}

/** The text of a scalar, also one that a template writes. */
function textAt(resource: ResourceNode, path: Path): string | undefined {
  const node = resource.nodeAt(path);
  return node?.type === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : undefined;
}
