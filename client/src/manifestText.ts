/**
 * Whether a text has a document of the operator, told by its `apiVersion` alone: for menus, where a wrong answer costs nothing. The
 * server decides what a manifest is.
 */
export function looksLikeManifest(text: string): boolean {
  return /(?:^|[{,])[\t ]*["']?apiVersion["']?[\t ]*:[\t ]*["']?(?:generators\.)?external-secrets\.io\//m.test(text);
}
