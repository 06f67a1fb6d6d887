/**
 * Where the precompiled validator of a structure stands below `validators/`, and the name of its export. Those of kinds are small and much
 * alike, and share one module.
 *
 * @param file of the structure: `specs/ExternalSecret.1a2b3c4d.json`
 */
export function validatorPlace(file: string): { readonly module: string; readonly name: string } {
  const [, kind] = /^kinds\/(.*)\.json$/.exec(file) ?? [];
  if (kind === undefined) return { module: file.replace(/\.json$/, '.cjs'), name: 'validate' };
  return { module: 'kinds.cjs', name: kind.replace(/\W/g, '_') };
}
