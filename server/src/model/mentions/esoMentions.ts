import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';
import { copiesFetched } from '../externalSecret.ts';
import { fieldPlaces } from '../fieldPlaces.ts';
import { externalSecretSpecPath } from '../references.ts';
import { storeRefPaths } from '../storeRefs.ts';
import { credentialMentions } from './credentials.ts';
import type { Mention } from './mention.ts';
import { definition, isClusterKind, keyAt, nameAt, type Reading, readingOf, secretUse, use } from './reader.ts';
import { secretNamePath, selectedNamespaces } from './secretName.ts';
import { variableMentions } from './variables.ts';

/** All that a resource of one of ESO's kinds names. */
export function esoMentions(resource: ResourceNode, document: ParsedDocument): readonly Mention[] {
  const reading = readingOf(resource, document);
  const spec = externalSecretSpecPath(resource);
  return [
    ...ownName(reading),
    ...storeMentions(reading),
    ...(spec === undefined ? [] : externalSecretMentions(reading, spec)),
    ...(resource.kind === 'PushSecret' ? pushMentions(reading, ['spec']) : []),
    ...(resource.kind === 'ClusterPushSecret' ? pushMentions(reading, ['spec', 'pushSecretSpec']) : []),
    ...credentialMentions(reading),
  ];
}

function ownName(reading: Reading): readonly Mention[] {
  const { resource } = reading;
  const name = nameAt(reading, ['metadata', 'name'], resource.node.range);
  if (name === undefined || resource.kind === undefined) return [];
  return [definition(reading, { sort: 'object', kind: resource.kind, name: name.text }, name)];
}

function storeMentions(reading: Reading): readonly Mention[] {
  const { resource } = reading;
  const pushed = ['spec', 'spec.pushSecretSpec'].flatMap((spec) => fieldPlaces(resource, `${spec}.dataTo[].storeRef`));
  return [...storeRefPaths(resource), ...pushed.map(({ path }) => path)].flatMap((path) => {
    const name = nameAt(reading, [...path, 'name']);
    const kind = kindAt(reading, path, 'SecretStore');
    return name === undefined || kind === undefined ? [] : [use(reading, { sort: 'object', kind, name: name.text }, name)];
  });
}

function generatorMentions(reading: Reading, at: string): readonly Mention[] {
  return fieldPlaces(reading.resource, at).flatMap(({ path }) => {
    const name = nameAt(reading, [...path, 'name']);
    const kind = kindAt(reading, path, undefined);
    return name === undefined || kind === undefined ? [] : [use(reading, { sort: 'object', kind, name: name.text }, name)];
  });
}

function kindAt({ resource }: Reading, path: Path, byDefault: string | undefined): string | undefined {
  const kind = [...path, 'kind'];
  const node = resource.nodeAt(kind);
  if (node === undefined || (node.type === 'scalar' && node.value === null)) return byDefault;
  return node.type === 'scalar' && typeof node.value === 'string' && !resource.isPlaceholder(kind) ? node.value : undefined;
}

function externalSecretMentions(reading: Reading, spec: Path): readonly Mention[] {
  const { resource } = reading;
  const target = [...spec, 'target'].join('.');
  return [
    ...secretDefinition(reading),
    ...keyDefinitions(reading, spec),
    ...generatorMentions(reading, `${spec.join('.')}.dataFrom[].sourceRef.generatorRef`),
    ...fieldPlaces(resource, `${target}.template.templateFrom[].secret`).flatMap(({ path }) =>
      secretUse(
        reading,
        [...path, 'name'],
        itemsAt(resource, [...path, 'items']).map((item) => [...item, 'key']),
      ),
    ),
    ...variableMentions(reading, (key) => ({ sort: 'fetchedKey', key })),
  ];
}

function secretDefinition(reading: Reading): readonly Mention[] {
  const { resource } = reading;
  const found = secretNamePath(resource);
  const name = found && nameAt(reading, found.path, found.isImplied ? resource.node.range : undefined);
  if (found === undefined || name === undefined) return [];
  const namespaces = isClusterKind(resource.kind ?? '') ? selectedNamespaces(resource) : reading.namespaces;
  const made = definition({ ...reading, namespaces }, { sort: 'secret', name: name.text }, name);
  return [found.isImplied ? { ...made, isImplied: true } : made];
}

/** What is fetched, and what of it and of the template's own keys gets into the Secret. */
function keyDefinitions(reading: Reading, spec: Path): readonly Mention[] {
  const { resource } = reading;
  const template = [...spec, 'target', 'template'];
  const isWritten = secretNamePath(resource) !== undefined;
  const added = isWritten ? addedKeys(reading, template) : [];
  const fetched = itemsAt(resource, [...spec, 'data']).flatMap((item) => {
    const name = nameAt(reading, [...item, 'secretKey'], resource.rangeOf(item, 'value'));
    if (name === undefined) return [];
    const key = name.text;
    const isCopied =
      isWritten && copiesFetched(resource, template) && !added.some(({ subject }) => 'key' in subject && subject.key === key);
    const own = definition(reading, { sort: 'fetchedKey', key }, name);
    return isCopied ? [own, definition(reading, { sort: 'writtenKey', key }, name)] : [own];
  });
  return [...fetched, ...added];
}

function addedKeys(reading: Reading, template: Path): readonly Mention[] {
  const data = reading.resource.nodeAt([...template, 'data']);
  return (data?.type === 'map' ? data.entries : []).flatMap(({ name }) => {
    const key = keyAt(reading, [...template, 'data', name]);
    return key === undefined ? [] : [definition(reading, { sort: 'writtenKey', key: name }, key)];
  });
}

function pushMentions(reading: Reading, spec: Path): readonly Mention[] {
  const { resource } = reading;
  const selected = [...spec, 'selector', 'secret', 'name'];
  const secret = nameAt(reading, selected)?.text;
  const added = addedKeys(reading, [...spec, 'template']);
  const subjectOf = (key: string): Mention['subject'] | undefined => {
    if (added.some(({ subject }) => 'key' in subject && subject.key === key)) return { sort: 'writtenKey', key };
    return secret === undefined ? undefined : { sort: 'secretKey', secret, key };
  };
  const pushed = itemsAt(resource, [...spec, 'data']).flatMap((item) => {
    const name = nameAt(reading, [...item, 'match', 'secretKey']);
    const subject = name && subjectOf(name.text);
    return name === undefined || subject === undefined ? [] : [use(reading, subject, name)];
  });
  return [
    ...secretUse(reading, selected),
    ...generatorMentions(reading, `${spec.join('.')}.selector.generatorRef`),
    ...added,
    ...pushed,
    ...(secret === undefined ? [] : variableMentions(reading, (key) => ({ sort: 'secretKey', secret, key }))),
  ];
}

function itemsAt(resource: ResourceNode, list: Path): readonly Path[] {
  const node = resource.nodeAt(list);
  return node?.type === 'seq' ? node.items.map((_, i): Path => [...list, i]) : [];
}
