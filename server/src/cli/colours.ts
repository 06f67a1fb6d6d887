import { styleText } from 'node:util';

/** Gives a text a look, or leaves it as it is where there are no colours. */
export type Painter = (look: 'red' | 'yellow' | 'blue' | 'gray' | 'bold' | 'green', text: string) => string;

/**
 * Whether output is coloured: by option, else as FORCE_COLOR and NO_COLOR say (the former wins, as it does for Node), else on a
 * terminal that can.
 */
export function wantsColours(
  option: boolean | undefined,
  variables: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (option !== undefined) return option;
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: terminal } = variables;
  if (force !== undefined) return !['0', 'false'].includes(force);
  return isTerminal && (none ?? '') === '' && terminal !== 'dumb';
}

/** A painter that uses colours, or none. */
export function createPainter(colours: boolean): Painter {
  // Whether the stream takes colours has been decided already.
  return colours ? (look, text) => styleText(look, text, { validateStream: false }) : (_, text) => text;
}
