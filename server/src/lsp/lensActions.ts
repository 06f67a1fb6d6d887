import { type CodeAction, CodeActionKind, type CodeLens, type Range } from 'vscode-languageserver-types';

/**
 * What the lens above a resource offers, as code actions anywhere in it, for editors without code lenses. They change no text, so that
 * they are offered only where no kind of change is asked for.
 *
 * @param range where the caret is
 * @param only the kinds that are wanted; undefined: all
 */
export function lensActions(lenses: readonly CodeLens[], range: Range, only: readonly string[] | undefined): CodeAction[] {
  if (only !== undefined && !only.includes(CodeActionKind.Empty)) return [];
  // The caret stands somewhere in the resource; the lens, on its first line.
  const above = lenses.filter((lens) => lens.range.start.line <= range.start.line);
  const nearest = Math.max(...above.map((lens) => lens.range.start.line));
  return above.flatMap(({ command, range: { start } }) =>
    command === undefined || start.line !== nearest ? [] : [{ title: `External Secrets: ${command.title}`, command }],
  );
}
