import type { ObjectMetadata, SecretOutline } from '../../cluster/clusterClient.ts';
import { member, moment, names, objects, text } from '../../cluster/rotation/json.ts';
import { lastDataWrite } from '../../cluster/rotation/managedFields.ts';
import type { SecretMetadata } from '../secretEntries.ts';

/** What is said of a Secret without its values; labels are its tags. */
export function metadataOf(key: string, outline: SecretOutline): SecretMetadata {
  const { metadata } = outline;
  const time = (name: keyof SecretMetadata, at: number | undefined) => (at === undefined ? {} : { [name]: at });
  return {
    key,
    ...time('created', moment(metadata, 'creationTimestamp')),
    ...time('changed', lastDataWrite(metadata)),
    ...time('deletion', moment(metadata, 'deletionTimestamp')),
    details: detailsOf(outline),
    tags: tagsOf(metadata),
    versions: [],
    fetchable: fetchable(metadata),
  };
}

/** The labels, by which a `find` with tags selects. */
export function tagsOf(metadata: ObjectMetadata): SecretMetadata['tags'] {
  return names(metadata, 'labels').map((name) => ({ name, value: text(metadata, 'labels', name) ?? '' }));
}

function detailsOf({ metadata, type, count, setsImmutable }: SecretOutline): NonNullable<SecretMetadata['details']> {
  const owner = objects(metadata, 'ownerReferences').find((each) => member(each, 'controller') === true);
  return [
    { name: 'type', value: type },
    { name: 'keys', value: String(count) },
    // The field's name is all that can be known of it.
    ...(setsImmutable ? [{ name: 'immutable', value: 'is set' }] : []),
    ...(owner === undefined
      ? []
      : [{ name: 'owner', value: `${text(owner, 'kind') ?? 'object'} ${text(owner, 'name') ?? ''}`.trim() }]),
  ];
}

/** ESO parts the property at its dots, so that a label with a dot in its name is out of reach. */
function fetchable(metadata: ObjectMetadata): readonly string[] {
  return ['labels', 'annotations'].flatMap((field) => [
    field,
    ...names(metadata, field)
      .filter((name) => !name.includes('.'))
      .map((name) => `${field}.${name}`),
  ]);
}
