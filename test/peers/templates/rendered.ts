import { english } from '../../../server/src/localisation.ts';
import { parseTemplate } from '../../../server/src/model/goTemplate/parseTemplate.ts';
import { literal, type Part, shown } from '../../../server/src/model/goTemplate/render/parts.ts';
import { renderTemplate } from '../../../server/src/model/goTemplate/render/renderTemplate.ts';
import type { Answer, TemplateEngine } from './engine.ts';
import type { Keys } from './exampleKeys.ts';

/** How the preview and the engine differ about a template. */
export interface Difference {
  readonly template: string;
  readonly engine: string;
  readonly own: string;
}

/** What came of a comparison. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** How many templates the preview evaluated in full. */
  readonly evaluated: number;
}

/**
 * Renders templates as the preview does and by the engine, and compares: what the preview evaluates has to be what the engine writes,
 * and of what the engine refuses something has to be left as it is. Where the preview is given words in place of values, what it knows
 * has to be in the engine's output, in its order and with anything between.
 */
export function compareRendering(
  engine: TemplateEngine,
  templates: readonly string[],
  data: Readonly<Record<string, string>>,
  values: 'known' | 'words',
): Comparison {
  const answers = engine.render(templates.map((template) => ({ template, data })));
  const context = {
    values: new Map(
      Object.entries(data).map(([key, value]) => [key, values === 'known' ? literal(value) : [{ standsFor: key }]]),
    ),
    complete: true,
    l10n: english,
  };
  let evaluated = 0;
  const differences = templates.flatMap((template, i) => {
    const { parts, notEvaluated } = renderTemplate(parseTemplate(template, { name: 'K' }), template, context);
    if (notEvaluated.length === 0) evaluated++;
    const answer = answers[i] as Answer;
    const agrees = 'output' in answer ? fits(parts, answer.output) : notEvaluated.length > 0;
    return agrees ? [] : [{ template, engine: 'output' in answer ? answer.output : answer.error, own: shown(parts) }];
  });
  return { differences, evaluated };
}

/** Whether a text is made of the pieces: of known text exactly, of any other anything. */
function fits(parts: readonly Part[], output: string): boolean {
  const pattern = parts.map((part) => ('text' in part ? part.text : undefined));
  let at = 0;
  for (const [i, text] of pattern.entries()) {
    if (text === undefined) continue;
    const isAfterAny = i > 0 && pattern[i - 1] === undefined;
    const isLast = i === pattern.length - 1;
    const found = !isAfterAny ? at : isLast ? output.length - text.length : output.indexOf(text, at);
    if (found < at || !output.startsWith(text, found)) return false;
    at = found + text.length;
  }
  return at === output.length || (pattern.length > 0 && pattern.at(-1) === undefined);
}

/** The keys of a text's own: what the engine makes of each of them by one template. */
export function renderEach(engine: TemplateEngine, template: string, key: string, texts: readonly string[]): readonly string[] {
  const questions = texts.map((text): { readonly template: string; readonly data: Keys } => ({
    template,
    data: { [key]: text },
  }));
  return engine.render(questions).map((answer) => ('output' in answer ? answer.output : answer.error));
}
