import type { SyntaxProblem } from './manifest.ts';
import { scanYaml } from './scan.ts';

/**
 * Lines of nothing but white space with a tab in their indentation, which the library takes for empty and Kubernetes' reader refuses
 * (`found character that cannot start any token`); not inside strings and brackets, where it takes them as well. Of a tab that is
 * deeper than the line above nothing is said: there it depends.
 */
export function blankTabs(text: string): readonly SyntaxProblem[] {
  if (!/^ *\t[ \t]*$/m.test(text)) return [];
  const { spans, flows } = scanYaml(text, false);
  const inside = [...spans.filter(({ kind }) => kind !== 'comment'), ...flows];
  return [...text.matchAll(/^( *)\t[ \t]*$/gm)].flatMap(({ index, 1: blanks = '' }): readonly SyntaxProblem[] => {
    const above = /(?:^|\n)( *)\S[^\n]*\n\s*$/.exec(text.slice(0, index))?.[1] ?? '';
    const start = index + blanks.length;
    const isTaken = blanks.length > above.length || inside.some((span) => span.start <= start && start <= span.end);
    return isTaken ? [] : [{ code: 'tab-indentation', range: { start, end: start + 1 } }];
  });
}
