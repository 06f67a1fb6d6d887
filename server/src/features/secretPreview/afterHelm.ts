import { type HelmText, helmsOwn, helmText } from '../../model/goTemplate/helmText.ts';
import { readGoAction } from '../../syntax/goAction.ts';
import type { ManifestDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { YamlNode } from '../../syntax/node.ts';
import { parseManifestFile } from '../../syntax/parse.ts';

/** A resource as Helm is likely to leave it. */
export interface AfterHelm {
  readonly resource: ResourceNode;
  /** Whether Helm writes lines of its own, which are left out. */
  readonly leavesOut: boolean;
}

/**
 * Puts in what Helm puts out as it stands, and for everything else a word that names it, `<.Values.host>`. Undefined where Helm puts out
 * nothing as it stands, so that there is no template of ESO's, or chooses what of the resource is there.
 */
export function afterHelm({ parsed }: ManifestDocument, resource: ResourceNode): AfterHelm | undefined {
  const { text } = parsed;
  if (parsed.engine !== 'go') return undefined;
  if (!/\{\{-?\s*(?:"[^"\n]*\{\{|`[^`]*\{\{)/.test(text) || isChosen(text, resource)) return undefined;
  const left = helmText(text, false);
  if (left === undefined) return undefined;
  const { leavesOut, words } = withWords(text, left, resource.node);
  const { documents } = parseManifestFile(words);
  const [document] = documents;
  if (documents.length !== 1 || document === undefined) return undefined;
  const { problems, resources, templated } = document.parsed;
  const found = resources[parsed.resources.indexOf(resource)];
  if (templated || problems.length > 0 || found?.kind !== resource.kind) return undefined;
  return found && { resource: found, leavesOut };
}

/** Whether conditions or loops stand in the resource. Around it they say whether it is there at all. */
function isChosen(text: string, { node: { range } }: ResourceNode): boolean {
  for (let open = text.indexOf('{{', range.start); open >= 0 && open < range.end; ) {
    const { end, role } = readGoAction(text, open);
    if (role === 'open' || role === 'middle' || role === 'close') return true;
    open = text.indexOf('{{', Math.max(end, open + 2));
  }
  return false;
}

function withWords(source: string, left: HelmText, root: YamlNode): { readonly words: string; readonly leavesOut: boolean } {
  let leavesOut = false;
  let at = 0;
  const lines = left.text.split('\n').flatMap((line) => {
    const start = at;
    at += line.length + 1;
    const own = left.starts[start + line.indexOf(helmsOwn)];
    if (line.trim() === helmsOwn && own !== undefined && !isInBlockString(root, own)) {
      leavesOut = true;
      return [];
    }
    return [...line].map((c, i) => (c === helmsOwn ? wordFor(source, left, start + i) : c)).join('');
  });
  return { words: lines.join('\n'), leavesOut };
}

/** A word for what only Helm knows, of characters that mean nothing in YAML. */
function wordFor(source: string, { ends, starts }: HelmText, i: number): string {
  const action = source.slice(starts[i], ends[i]);
  const [, included] = /\b(?:include|template)\s+"([\w.-]+)"/.exec(action) ?? [];
  const [value = 'Helm'] = /\$?\.[A-Za-z_][\w.]*/.exec(action) ?? [];
  return `<${included ?? value}>`;
}

function isInBlockString(node: YamlNode, offset: number): boolean {
  if (offset < node.range.start || offset > node.range.end || node.alias !== undefined) return false;
  if (node.type === 'scalar') return node.style === 'literal' || node.style === 'folded';
  const children = node.type === 'seq' ? node.items : node.entries.map(({ value }) => value);
  return children.some((child) => isInBlockString(child, offset));
}
