const WIDTH = 128;

/** JSON text that depends on the value alone: keys sorted, two spaces, and what fits on a line kept on one, for readable diffs. */
export function stableJson(value: unknown): string {
  return `${write(sorted(value), 0, 0)}\n`;
}

function write(value: unknown, indent: number, before: number): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return flat;
  const line = oneLine(value);
  if (indent + before + line.length <= WIDTH) return line;
  const inner = ' '.repeat(indent + 2);
  const parts = Array.isArray(value)
    ? value.map((item) => inner + write(item, indent + 2, 1))
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${write(item, indent + 2, key.length + 5)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
