/**
 * What other tools put in before the API server sees it: Flux and envsubst's `${VAR}` and `$VAR`, the `$(VAR)` of Kustomize's vars and of
 * Tekton, Terraform's `%{ if … }`, Jinja's `<% … %>`, Argo CD Vault Plugin's `<path:…>`.
 */
const SUBSTITUTION =
  /\$\{[A-Za-z_][^}\n]*\}|%\{~?[ \t]*(?:if|for)\b[^}\n]*\}|\$\([A-Za-z_][\w.-]*\)|(?<![\w$])\$[A-Z_][A-Z0-9_]+\b|<%[^\n]*%>|<path:[^>\n]*>/;

const WHOLE = new RegExp(`^\\s*(?:${SUBSTITUTION.source})\\s*$`);

const BRACED = /\$\{[A-Za-z_][^{}\r\n]*\}/y;

/** Whether a text holds something that another tool replaces. */
export function hasSubstitution(text: string): boolean {
  return SUBSTITUTION.test(text);
}

/** Whether a text is nothing but one such thing. */
export function isSubstitution(text: string): boolean {
  return WHOLE.test(text);
}

/** Offset behind the `${…}` that begins at an offset; the offset itself where none does. */
export function endOfBraced(text: string, offset: number): number {
  BRACED.lastIndex = offset;
  return BRACED.test(text) ? BRACED.lastIndex : offset;
}
