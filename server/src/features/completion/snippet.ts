/** Text as it stands, for a snippet: what LSP's snippet syntax would read as its own is escaped. */
export function literal(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** Hands out the tab stops of one snippet in the order of asking. */
export interface TabStops {
  /** A stop with what stands there first: `${1:name}`, or `$1`. */
  stop(text?: string): string;
  /** A stop at which one of several texts is picked; the first is taken at once: `${1|a,b|}`. */
  choice(options: readonly string[]): string;
}

/** New tab stops, from 1. */
export function createTabStops(): TabStops {
  let last = 0;
  return {
    stop(text = '') {
      last += 1;
      return text === '' ? `$${last}` : `\${${last}:${literal(text)}}`;
    },
    choice(options) {
      last += 1;
      return `\${${last}|${options.map((option) => option.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
    },
  };
}

/** A snippet without its tab stops, for editors that know none: defaults and first choices stay, empty stops vanish. */
export function withoutTabStops(snippet: string): string {
  return snippet
    .replace(/(?<!\\)\$\{\d+\|((?:\\.|[^\\|,])*)(?:,(?:\\.|[^\\|])*)?\|\}/g, '$1')
    .replace(/(?<!\\)\$\{\d+:((?:\\.|[^\\}])*)\}/g, '$1')
    .replace(/(?<!\\)\$\d+/g, '')
    .replace(/\\([\\$},|])/g, '$1')
    .replace(/[ \t]+\n/g, '\n');
}
