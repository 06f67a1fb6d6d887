import { CompletionItemKind, type TextEdit } from 'vscode-languageserver-types';
import type { StoreEntry } from '../../model/entries.ts';
import { isObject, valueAt } from '../../model/references.ts';
import { endOfLine, nextLine, startOfLine } from '../../syntax/text.ts';
import { plainText } from '../markdown.ts';
import { keyText } from './block.ts';
import type { CompletionRequest, CompletionSource, Suggestion } from './completionSource.ts';
import { rangeOf } from './items.ts';

/** `secretStoreRef.name` and its like: the stores of the workspace that the place may use; a choice brings the right `kind` along. */
export const storeNameSource: CompletionSource = {
  matches: ({ cursor, place }) => cursor.part === 'value' && /\b(secretStoreRef|storeRef|secretStoreRefs\[\])\.name$/.test(place),
  async complete(request) {
    const seen = new Set<string>();
    const suggestions = usableStores(request).flatMap((store): readonly Suggestion[] => {
      const id = `${store.kind}/${store.name}`;
      if (seen.has(id)) return [];
      seen.add(id);
      return [storeSuggestion(request, store)];
    });
    return { suggestions, isIncomplete: false };
  },
};

/** The stores of the workspace that the resource at the caret may use. */
export function usableStores({ index, cursor }: CompletionRequest): readonly StoreEntry[] {
  const { namespace } = cursor.resource;
  return index
    .stores()
    .filter((store) => store.kind === 'ClusterSecretStore' || !namespace || !store.namespace || store.namespace === namespace);
}

function storeSuggestion(request: CompletionRequest, store: StoreEntry): Suggestion {
  const { kind, name, namespace, config } = store;
  const { edits, tail } = kindEdits(request, kind);
  return {
    label: plainText(name, 253),
    kind: CompletionItemKind.Reference,
    text: request.style.quote(name) + tail,
    filter: name,
    sort: `${kind === 'SecretStore' ? 0 : 1}${name}`,
    detail: config?.provider ?? request.l10n.t('no provider yet'),
    aside: kind === 'SecretStore' ? `SecretStore${namespace === undefined ? '' : ` · ${namespace}`}` : kind,
    edits,
  };
}

/**
 * What makes the sibling `kind` name the kind of the store: edits elsewhere, or text behind the name where no other place is free.
 * No kind means SecretStore to ESO, so for one nothing is added.
 */
export function kindEdits(
  request: CompletionRequest,
  kind: string,
): { readonly edits: readonly TextEdit[]; readonly tail: string } {
  const { file, offset, cursor } = request;
  const { text } = file;
  const lineStart = startOfLine(text, offset);
  // In `{ name: x }` the lines say nothing about the siblings.
  if (request.style.flow !== undefined || text.slice(lineStart, offset).includes('{')) {
    const owner = valueAt(cursor.resource.json(), cursor.path.slice(0, -1));
    const isThere = !isObject(owner) || owner['kind'] !== undefined;
    if (isThere || kind === 'SecretStore') return { edits: [], tail: '' };
    return { edits: [], tail: `, ${keyText('kind', request.style)}: ${request.style.quote(kind)}` };
  }
  const written = kindLine(text, lineStart, cursor.indent);
  if (written !== undefined) {
    const same = text.slice(written.start, written.end).replace(/^(["'])(.*)\1$/, '$2') === kind;
    return { edits: same ? [] : [{ range: rangeOf(request, written), newText: `${written.lead}${kind}` }], tail: '' };
  }
  if (kind === 'SecretStore') return { edits: [], tail: '' };
  const line = `${' '.repeat(cursor.indent)}kind: ${kind}`;
  const end = endOfLine(text, offset);
  if (end === text.length) return { edits: [], tail: `\n${line}` };
  const next = nextLine(text, end);
  return { edits: [{ range: rangeOf(request, { start: next, end: next }), newText: `${line}\n` }], tail: '' };
}

interface WrittenKind {
  readonly start: number;
  readonly end: number;
  /** A blank, where the value has none before it. */
  readonly lead: string;
}

/** The value of the `kind` key beside the key on a line: keys of one block mapping stand in one column. */
function kindLine(text: string, lineStart: number, column: number): WrittenKind | undefined {
  const beginsItem = (start: number) => /^ *-/.test(text.slice(start, start + column));
  for (let start = lineStart; start > 0 && !beginsItem(start); ) {
    start = startOfLine(text, start - 1);
    const found = readLine(text, start, column);
    if (found === 'outside') break;
    if (found !== undefined) return found;
  }
  for (
    let start = nextLine(text, endOfLine(text, lineStart));
    start < text.length;
    start = nextLine(text, endOfLine(text, start))
  ) {
    const found = beginsItem(start) ? 'outside' : readLine(text, start, column);
    if (found === 'outside') break;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `outside` where the line no longer belongs to the mapping whose keys stand at the column. */
function readLine(text: string, start: number, column: number): WrittenKind | 'outside' | undefined {
  const line = text.slice(start, endOfLine(text, start));
  if (/^\s*(#|$)/.test(line)) return undefined;
  const before = line.slice(0, column);
  if (!/^[ -]*$/.test(before) || line.startsWith('---')) return 'outside';
  const match = /^kind:([ \t]*)([^#]*?)\s*(?:\s#.*)?$/.exec(line.slice(column));
  if (match === null) return undefined;
  const valueStart = start + column + 'kind:'.length + (match[1]?.length ?? 0);
  return { start: valueStart, end: valueStart + (match[2]?.length ?? 0), lead: match[1] === '' ? ' ' : '' };
}
