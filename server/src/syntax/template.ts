import type { TemplateEngine } from './manifest.ts';
import type { OffsetRange } from './node.ts';
import { type PlacedAction, scanYaml } from './scan.ts';
import { maskTerraform } from './terraform.ts';
import { asEmptyLines, endOfLine, nextLine } from './text.ts';

/** A document's text with its template actions out of the way, position by position. */
export interface MaskedText {
  /** As long as the original: actions of whole lines are blanks or empty lines, others are runs of a letter, as is a `${…}` that YAML cannot read. */
  readonly text: string;
  /** What goes over the text before it is YAML. */
  readonly engine: TemplateEngine | undefined;
  /** The actions that became letters, in the order of the text. */
  readonly inline: readonly OffsetRange[];
  /** The actions that became blanks, in the order of the text. */
  readonly lines: readonly PlacedAction[];
  /** Starts of block strings that an action interrupts: their content is not known either. */
  readonly interrupted: ReadonlySet<number>;
}

/**
 * Masks template text so that the rest parses as YAML with every offset in place. What stands inside YAML strings of a document without
 * signs of Helm is for ESO's own template engine and stays as it is.
 */
export function maskTemplate(text: string): MaskedText {
  const terraform = maskTerraform(text);
  const mask = maskActions(terraform?.text ?? text);
  if (terraform === undefined) return mask;
  return {
    text: mask.text,
    engine: mask.engine ?? 'terraform',
    inline: inOrder(terraform.inline, mask.inline),
    lines: inOrder(terraform.lines, mask.lines),
    interrupted: new Set([...terraform.interrupted, ...mask.interrupted]),
  };
}

function inOrder<T extends OffsetRange>(a: readonly T[], b: readonly T[]): readonly T[] {
  return b.length === 0 ? a : [...a, ...b].sort((one, other) => one.start - other.start);
}

/** The same for Helm and what else has its actions. */
function maskActions(text: string): MaskedText {
  if (!/\{[{%]|\$\{/.test(text)) return unmasked(text);
  const first = scanYaml(text, false);
  const templated = first.actions.some((action) => isHelm(text, action));
  const scan = templated ? scanYaml(text, true) : first;
  const substituted = lettersFor(text, scan.substitutions);
  const actions = templated ? scan.actions : scan.actions.filter((action) => action.place === 'line');
  if (actions.length === 0) return unmasked(substituted);
  const inline: OffsetRange[] = [];
  const lines: PlacedAction[] = [];
  const interrupted = new Set<number>();
  const pieces: string[] = [];
  let done = 0;
  actions.forEach((action, i) => {
    const start = Math.max(action.start, done);
    const lead = action.sole && action.place === 'plain' ? leadsBlock(text, actions, i) : undefined;
    const source = text.slice(start, action.end);
    const before = substituted.slice(done, start);
    if (action.place === 'line' && action.string !== undefined) {
      lines.push(action);
      interrupted.add(action.string);
      pieces.push(asEmptyLines(before, source));
    } else if (action.place === 'line' || lead !== undefined) {
      lines.push(lead === undefined ? action : { ...action, place: 'line', column: lead });
      pieces.push(before, source.replace(/[^\r\n]/g, ' '));
    } else {
      inline.push({ start, end: action.end });
      pieces.push(before, 'x'.repeat(source.length));
    }
    done = Math.max(done, action.end);
  });
  pieces.push(substituted.slice(done));
  return { text: pieces.join(''), engine: templated ? 'go' : undefined, inline, lines, interrupted };
}

function unmasked(text: string): MaskedText {
  return { text, engine: undefined, inline: [], lines: [], interrupted: new Set() };
}

/** A text with letters in place of some spans. */
function lettersFor(text: string, spans: readonly OffsetRange[]): string {
  return spans.reduce((done, { start, end }) => done.slice(0, start) + 'x'.repeat(end - start) + done.slice(end), text);
}

function isHelm(text: string, action: PlacedAction): boolean {
  if (text[action.start + 1] === '%') return action.role !== 'silent';
  return !action.harmless;
}

/**
 * `labels: {{ include … | nindent 4 }}` with more labels in the lines below: the action begins a block and is not the value.
 * Answers the column of those lines, or undefined where the action is the value.
 */
function leadsBlock(text: string, actions: readonly PlacedAction[], index: number): number | undefined {
  const action = actions[index] as PlacedAction;
  let next = index + 1;
  for (let i = nextLine(text, endOfLine(text, action.end)); i < text.length; ) {
    const end = endOfLine(text, i);
    const content = i + (/^ */.exec(text.slice(i, end))?.[0].length ?? 0);
    while (next < actions.length && (actions[next] as PlacedAction).start < content) next++;
    const here = actions[next];
    if (here !== undefined && here.start === content && here.place === 'line') i = nextLine(text, endOfLine(text, here.end));
    else if (content === end || text[content] === '#') i = nextLine(text, end);
    else {
      const column = content - i;
      const items = column === action.column && text.startsWith('- ', content) && text[startOfEntry(text, action)] !== '-';
      return column > action.column || items ? column : undefined;
    }
  }
  return undefined;
}

function startOfEntry(text: string, action: PlacedAction): number {
  let i = action.start;
  while (i > 0 && text[i - 1] !== '\n' && text[i - 1] !== '\r') i--;
  return i + action.column;
}
