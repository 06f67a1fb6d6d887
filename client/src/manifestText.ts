/**
 * Whether a text has a document of the operator, told by its `apiVersion` alone: for menus, where a wrong answer costs nothing. The
 * server decides what a manifest is.
 */
export function looksLikeManifest(text: string): boolean {
  return /(?:^|[{,])[\t ]*["']?apiVersion["']?[\t ]*:[\t ]*["']?(?:generators\.)?external-secrets\.io\//m.test(text);
}

/**
 * A text that has a document of the operator, and none with another `apiVersion`. Without a colon, which has a meaning of its own where
 * Red Hat's YAML takes the pattern.
 */
export const onlyManifests =
  /^(?![\s\S]*(^|\n)apiVersion[\t ]*\x3A[\t ]*["']?(?!(generators\.)?external-secrets\.io\/)[^\s"'])[\s\S]*(^|\n)apiVersion[\t ]*\x3A[\t ]*["']?(generators\.)?external-secrets\.io\//;

/** Whether a text holds manifests of the operator and no other ones. */
export function holdsOnlyManifests(text: string): boolean {
  return onlyManifests.test(text);
}
