import {
  type CompletionItem,
  CompletionItemTag,
  InsertTextFormat,
  InsertTextMode,
  type Range,
} from 'vscode-languageserver-types';
import type { OffsetRange } from '../../syntax/node.ts';
import { endOfLine, startOfLine } from '../../syntax/text.ts';
import { plainText } from '../markdown.ts';
import type { CompletionRequest, Suggestion } from './completionSource.ts';
import { withoutTabStops } from './snippet.ts';

/** Characters of what the editor compares with what is typed. */
const longestMatched = 4_096;

/**
 * The LSP item of a suggestion: an explicit edit over the whole scalar, quotes included, and a filter text that begins as the text
 * there does, so that other extensions' ideas of a word play no part.
 */
export function toItem(request: CompletionRequest, suggestion: Suggestion): CompletionItem {
  const { client } = request;
  const replaced = replacedRange(request);
  const useSnippet = client.snippets && suggestion.snippet !== undefined;
  const text = useSnippet
    ? suggestion.snippet
    : suggestion.snippet === undefined
      ? suggestion.text
      : withoutTabStops(suggestion.snippet);
  const newText = indented(request, leadIn(request, replaced, text) + text);
  const { detail, aside, edits, command, data, documentation } = suggestion;
  return {
    label: plainText(suggestion.label, 512),
    kind: suggestion.kind,
    sortText: suggestion.sort.slice(0, longestMatched),
    filterText:
      opening(request.file.text.slice(0, Math.max(replaced.end, request.offset)), replaced) +
      (suggestion.filter ?? suggestion.label).slice(0, longestMatched),
    textEdit: { range: rangeOf(request, replaced), newText },
    insertTextFormat: useSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(newText.includes('\n') && client.insertsAsIs ? { insertTextMode: InsertTextMode.asIs } : {}),
    ...(detail === undefined ? {} : { detail: plainText(detail, 200) }),
    ...(aside === undefined ? {} : { labelDetails: { description: plainText(aside, 200) } }),
    ...(documentation === undefined ? {} : { documentation: { kind: 'markdown' as const, value: documentation } }),
    ...(edits === undefined || edits.length === 0 ? {} : { additionalTextEdits: [...edits] }),
    ...(command === undefined ? {} : { command }),
    ...(data === undefined ? {} : { data }),
    ...(suggestion.deprecated === true ? { tags: [CompletionItemTag.Deprecated] } : {}),
  };
}

/**
 * What the items replace: the scalar at the caret, as far as it stands on the caret's line (editors refuse to edit further), and
 * blanks before it that would put the new text too far to the right.
 */
export function replacedRange({ file, cursor, offset, style }: CompletionRequest): OffsetRange {
  const { replace } = cursor;
  const lineStart = startOfLine(file.text, offset);
  const start = Math.max(replace.start, lineStart);
  const wanted = lineStart + cursor.indent;
  const movesLeft =
    style.flow === undefined && wanted < start && startsLine(cursor) && /^ *$/.test(file.text.slice(lineStart, start));
  return { start: movesLeft ? wanted : start, end: Math.min(replace.end, endOfLine(file.text, offset)) };
}

/** The text that the items replace, without blanks before it. */
export function replacedText(request: CompletionRequest): string {
  const { start, end } = replacedRange(request);
  return request.file.text.slice(start, end).trimStart();
}

/** A span of the file as LSP has it. */
export function rangeOf({ lines }: CompletionRequest, { start, end }: OffsetRange): Range {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

/** What must stand between the text before the caret and the new text: blanks up to its column, the dash of a new item. */
function leadIn(request: CompletionRequest, { start }: OffsetRange, text: string): string {
  const { file, cursor, offset } = request;
  const before = file.text[start - 1];
  const lineStart = startOfLine(file.text, offset);
  const missing = startsLine(cursor) && /^ *$/.test(file.text.slice(lineStart, start)) ? cursor.indent - (start - lineStart) : 0;
  const blank = (before === ':' || before === '-') && !text.startsWith('\n') ? ' ' : '';
  return ' '.repeat(Math.max(0, missing)) + blank + (cursor.needsDash ? '- ' : '');
}

/** Whether what is written begins its line, so that the blanks before it are its indentation. */
function startsLine({ part, needsDash, column, indent }: CompletionRequest['cursor']): boolean {
  return needsDash || (part === 'key' && column === indent);
}

/** Editors that do not insert text as it is add the indentation of the caret's line to every further line. */
function indented({ client, file, offset }: CompletionRequest, text: string): string {
  if (client.insertsAsIs || !text.includes('\n')) return text;
  const line = file.text.slice(startOfLine(file.text, offset), offset);
  const added = /^ */.exec(line)?.[0].length ?? 0;
  return text.replace(/\n( +)/g, (_, blanks: string) => `\n${blanks.slice(Math.min(added, blanks.length))}`);
}

/** The blanks and the quote with which the replaced text begins. */
function opening(text: string, { start }: OffsetRange): string {
  return /^ *["']?/.exec(text.slice(start, start + 200))?.[0] ?? '';
}
