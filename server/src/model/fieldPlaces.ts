import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import { isObject } from './references.ts';

/** A value of a resource with its place. */
export interface FieldPlace {
  readonly path: Path;
  readonly value: JsonValue;
}

/** All values of a resource at a pattern such as `spec.dataFrom[].find.name.regexp`; without those that are, or lie in, template text. */
export function fieldPlaces(resource: ResourceNode, pattern: string): readonly FieldPlace[] {
  let places: readonly FieldPlace[] = [{ path: [], value: resource.json() }];
  for (const segment of pattern.split('.')) {
    if (places.length === 0) return places;
    const name = segment.replace('[]', '');
    places = places.flatMap(({ path, value }) => {
      const child = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      if (child === undefined) return [];
      if (name === segment) return [{ path: [...path, name], value: child }];
      return Array.isArray(child) ? child.map((item, i) => ({ path: [...path, name, i], value: item })) : [];
    });
  }
  return places.filter(({ path }) => !resource.isPlaceholder(path));
}
