import type { ResourceNode } from '../../syntax/manifest.ts';
import type { JsonValue, YamlNode } from '../../syntax/node.ts';
import { formatPath, type Path } from '../../syntax/path.ts';
import { type Parts, structureAt, valueAt } from '../parts.ts';
import type { Structure } from '../structure.ts';

/** A resource under judgement: as written, as the API server would read it, and what is known of its form. */
export interface Judged {
  readonly resource: ResourceNode;
  /** After nulls and defaults; see `normalise`. */
  readonly value: JsonValue;
  readonly parts: Parts;
  /** The ESO version whose schema it is judged by; of CRDs without a version, words that go behind ESO. */
  readonly version: string;
}

/** One thing that a validator objects to, with its place in the resource. */
export interface LocatedError {
  readonly path: Path;
  readonly keyword: string;
  /** The field that is unknown or missing. */
  readonly field?: string;
}

/** The structure that a path of the resource must have; empty where nothing is known. */
export function formAt(judged: Judged, path: Path): Structure {
  return structureAt(judged.parts, path) ?? {};
}

/** The value at a path as the API server reads it. */
export function readAt(judged: Judged, path: Path): JsonValue | undefined {
  return valueAt(judged.value, path);
}

/** Fields whose value a template action writes whole: they are there, whatever the text without the action says. */
export function templatedFields(node: YamlNode | undefined): readonly string[] {
  return node?.type === 'map' ? node.entries.filter((entry) => entry.value.placeholder).map((entry) => entry.name) : [];
}

/** A place in words: `"key"`, `item 2 of "data"`, or the kind for the resource itself. */
export function placeName(judged: Judged, path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return judged.resource.kind ?? 'the resource';
  if (typeof last === 'string') return `"${shorten(last)}"`;
  return `item ${last + 1} of ${placeName(judged, path.slice(0, -1))}`;
}

/** The whole path for people, `spec.data[0].remoteRef`; the kind for the resource itself. */
export function wholePath(judged: Judged, path: Path): string {
  return path.length === 0 ? (judged.resource.kind ?? 'the resource') : formatPath(path);
}

/** Names as a sentence has them, `"a"`, `"b"` and `"c"`; of very many only the first. */
export function listNames(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).map((name) => `"${shorten(name)}"`);
  if (names.length > limit) return `${shown.join(', ')} and ${names.length - limit} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Words for alternatives, without quotes: `Owner, Merge, None`; of very many only the first. */
export function listValues(values: readonly string[], limit = 12): string {
  return values.length > limit ? `${values.slice(0, limit).join(', ')} and ${values.length - limit} more` : values.join(', ');
}

/** A name from the manifest, bounded, so that a slip of the pen does not fill a message. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The sentence with a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
