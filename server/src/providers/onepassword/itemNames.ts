import type { JsonValue } from '../../syntax/node.ts';
import { at, isObject, listOf, textOf } from '../rest/json.ts';
import type { PropertyEntry } from '../secretEntries.ts';

/** The names in an item. */
export interface ItemNames {
  /** Labels of fields, whatever their section: ESO takes no notice of sections. */
  readonly fields: readonly string[];
  readonly files: readonly string[];
  readonly isDocument: boolean;
}

/** Reads the names in an item and leaves the values behind. Undefined where it is none. */
export function readItemNames(json: JsonValue | undefined): ItemNames | undefined {
  if (!isObject(json) || textOf(json['id']) === undefined) return undefined;
  const namesIn = (list: string, field: string) => [
    ...new Set(listOf(json[list]).flatMap((each) => textOf(at(each, field)) ?? [])),
  ];
  return { fields: namesIn('fields', 'label'), files: namesIn('files', 'name'), isDocument: json['category'] === 'DOCUMENT' };
}

/**
 * What `remoteRef.property` may say: `field/LABEL`, `file/NAME`, or a name alone, which is that of a field, in a document that of a file
 * (providers/v1/onepassword, getObjType). What a name alone is stands first, and is what an extract brings.
 */
export function propertiesOf({ fields, files, isDocument }: ItemNames): readonly PropertyEntry[] {
  const kinds = [
    { kind: 'field', names: fields, own: !isDocument },
    { kind: 'file', names: files, own: isDocument },
  ];
  const entriesOf = ({ kind, names, own }: (typeof kinds)[number]) =>
    names.map((name): PropertyEntry => {
      const alone = own && !/^(field|file)\//.test(name);
      return { property: alone ? name : `${kind}/${name}`, path: own ? [name] : [kind, name], type: 'string' };
    });
  return [...kinds].sort((a, b) => Number(b.own) - Number(a.own)).flatMap(entriesOf);
}
