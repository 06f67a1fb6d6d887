import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { Localisation } from '../../localisation.ts';
import { isEsoDocument } from '../../model/esoKinds.ts';
import { rules } from '../../rules/index.ts';
import { type SuppressionScope, suppressionWords } from '../../rules/suppressions.ts';
import { startOfLine } from '../../syntax/text.ts';
import type { PlaceContext } from '../context.ts';

/**
 * What may be written in a comment that silences rules: its first word, once that is begun, then names of rules that are not there yet.
 * Empty elsewhere.
 */
export function completeComment({ file, offset, lines, l10n }: PlaceContext): readonly CompletionItem[] {
  const line = file.text.slice(startOfLine(file.text, offset), offset);
  const [comment, begun = '', list] = /#[ \t]*([\w-]+)([\s,][^#]*)?$/.exec(line) ?? [];
  const offered = list === undefined ? firstWords(begun, l10n) : ruleNames(begun, list);
  if (comment === undefined || offered.length === 0) return [];
  const { parsed, start } = file.documentAt(offset);
  const hash = offset - comment.length - start;
  if (!isEsoDocument(parsed) || !parsed.comments.some((each) => each.offset === hash)) return [];
  const typed = /[^\s,#]*$/.exec(comment)?.[0].length ?? 0;
  const behind = /^[\w-]*/.exec(file.text.slice(offset, offset + 100))?.[0].length ?? 0;
  const range = { start: lines.positionAt(offset - typed), end: lines.positionAt(offset + behind) };
  return offered.map((item) => ({ ...item, textEdit: { range, newText: item.label } }));
}

function firstWords(begun: string, l10n: Localisation): readonly CompletionItem[] {
  const details: Readonly<Record<SuppressionScope, string>> = {
    'next-line': l10n.t('silences rules in the next line'),
    line: l10n.t('silences rules in this line'),
    document: l10n.t('silences rules in this document'),
    file: l10n.t('silences rules in this file, if it stands in the first document'),
  };
  return Object.entries(suppressionWords)
    .filter(([, word]) => word.startsWith(begun))
    .map(([scope, word], i) => ({
      label: word,
      kind: CompletionItemKind.Keyword,
      sortText: String(i),
      detail: details[scope as SuppressionScope],
    }));
}

function ruleNames(word: string, list: string): readonly CompletionItem[] {
  const written = list.split(/[\s,]+/).slice(0, -1);
  if (!Object.values(suppressionWords).includes(word) || written.includes('--')) return [];
  return rules
    .filter(({ meta: { id } }) => !written.includes(id))
    .map(({ meta: { id, summary } }) => ({ label: id, kind: CompletionItemKind.EnumMember, documentation: summary }));
}
