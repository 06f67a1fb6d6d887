/**
 * Where the precompiled validator of a structure stands below `validators/`, and the name of its export. Those that are much alike share a
 * module: of a kind, and of a provider, in all versions.
 *
 * @param file of the structure: `specs/ExternalSecret.1a2b3c4d.json`
 */
export function validatorPlace(file: string): { readonly module: string; readonly name: string } {
  const [, group, version = ''] = /^((?:kinds|providers)\/\w+)\.(.*)\.json$/.exec(file) ?? [];
  if (group === undefined) return { module: file.replace(/\.json$/, '.cjs'), name: 'validate' };
  return { module: `${group}.cjs`, name: `_${version.replace(/\W/g, '_')}` };
}
