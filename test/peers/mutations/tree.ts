/** A manifest as it may be written: unlike JSON it has duplicate keys, and scalars in whatever spelling. */
export type Tree = Leaf | List | Mapping;

/** A scalar. */
export interface Leaf {
  readonly type: 'leaf';
  /** What stands in the text: `true`, `"true"`, `0o7`, `*anchor`. */
  text: string;
}

/** A sequence. */
export interface List {
  readonly type: 'list';
  readonly items: Tree[];
  anchor?: string;
}

/** A mapping; entries may have the same key twice. */
export interface Mapping {
  readonly type: 'mapping';
  readonly entries: Entry[];
  anchor?: string;
}

/** One `key: value`; the key as it is written. */
export interface Entry {
  key: string;
  value: Tree;
}

/** A JSON value as a tree, strings plain where they may be. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { type: 'list', items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    return {
      type: 'mapping',
      entries: Object.entries(value).map(([key, child]) => ({ key: scalarText(key), value: treeOf(child) })),
    };
  }
  return leaf(scalarText(value));
}

/** A scalar with that text. */
export function leaf(text: string): Leaf {
  return { type: 'leaf', text };
}

/** A string, number, boolean or null in the spelling in which every YAML reader takes it for what it is. */
export function scalarText(value: unknown): string {
  const isSafe = typeof value === 'string' && /^[A-Za-z/][\w./@-]*$/.test(value) && !RESERVED.test(value);
  return isSafe ? value : JSON.stringify(value ?? null);
}

const RESERVED = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** The text of a string leaf or key without its quotes; undefined for what is no string. */
export function textOf(written: string): string | undefined {
  if (written.startsWith('"')) {
    try {
      return JSON.parse(written) as string;
    } catch {
      return undefined;
    }
  }
  return /^[A-Za-z/]/.test(written) && !RESERVED.test(written) ? written : undefined;
}

/** A copy that can be changed without the original. */
export function copyOf<T extends Tree>(tree: T): T {
  return structuredClone(tree);
}

/** How a tree is laid out. `json` needs scalars that JSON has. */
export type Style = 'block' | 'flow' | 'json' | 'indented-lists';

/** The text of a tree, with a line break at its end. */
export function printTree(tree: Tree, style: Style): string {
  if (style === 'flow') return `${inline(tree, false)}\n`;
  if (style === 'json') return `${inline(tree, true)}\n`;
  return block(tree, 0, style === 'indented-lists').replace(/^\n/, '');
}

function inline(tree: Tree, json: boolean): string {
  if (tree.type === 'leaf') return json ? jsonScalar(tree.text) : tree.text === '' ? 'null' : tree.text;
  const anchor = tree.anchor === undefined || json ? '' : `&${tree.anchor} `;
  if (tree.type === 'list') return `${anchor}[${tree.items.map((item) => inline(item, json)).join(', ')}]`;
  const entries = tree.entries.map(({ key, value }) => `${json ? jsonKey(key) : key}: ${inline(value, json)}`);
  return `${anchor}{${entries.join(', ')}}`;
}

function jsonScalar(text: string): string {
  return /^("|-?(0|[1-9]\d*)(\.\d+)?$|true$|false$|null$)/.test(text) ? text : text === '' ? 'null' : JSON.stringify(text);
}

function jsonKey(key: string): string {
  return key.startsWith('"') ? key : JSON.stringify(key);
}

function block(tree: Tree, depth: number, indentLists: boolean): string {
  const pad = '  '.repeat(depth);
  if (tree.type === 'leaf') return ` ${tree.text}\n`;
  const head = tree.anchor === undefined ? '' : ` &${tree.anchor}`;
  if (tree.type === 'list') {
    if (tree.items.length === 0) return `${head} []\n`;
    const lines = tree.items.map((item) => `${pad}-${itemText(item, depth, indentLists)}`);
    return `${head}\n${lines.join('')}`;
  }
  if (tree.entries.length === 0) return `${head} {}\n`;
  const lines = tree.entries.map(({ key, value }) => {
    const deeper = value.type === 'list' && !indentLists ? depth : depth + 1;
    return `${pad}${key}:${block(value, deeper, indentLists)}`;
  });
  return `${head}\n${lines.join('')}`;
}

/** An item behind its dash: the first line of a mapping stands beside it. */
function itemText(item: Tree, depth: number, indentLists: boolean): string {
  const text = block(item, depth + 1, indentLists);
  return item.type !== 'leaf' && text.startsWith('\n') && item.anchor === undefined ? ` ${text.slice(1).trimStart()}` : text;
}
