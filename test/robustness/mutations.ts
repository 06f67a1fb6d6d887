import type { Dice } from '../support/fuzz.ts';

/** Edits a manifest as people and their accidents do: mostly whole lines and values, so that what comes out is nearly a manifest. */
export function mutated(text: string, dice: Dice): string {
  let lines = text.split('\n');
  for (let round = dice.number(3) + 1; round > 0; round--) {
    const at = dice.number(lines.length);
    const line = lines[at] ?? '';
    const put = (...fresh: readonly string[]) => [...lines.slice(0, at), ...fresh, ...lines.slice(at + 1)];
    lines = dice.one([
      () => put(),
      () => put(line, line),
      () => put(line, lines[dice.number(lines.length)] ?? ''),
      () => put(`  ${line}`),
      () => put(line.replace(/^ {2}/, '')),
      () => put(line.replace(/: .*/, ':')),
      () => put(line.replace(/: .*/, `: ${dice.one(values)}`)),
      () => put(line.replace(/[\w-]+:/, `${dice.one(keys)}:`)),
      () => put(withoutCharacter(line, dice)),
      () => put(line.replace(/(\w)(\w)/, '$2$1')),
      () => put(line, `${/^ */.exec(line)?.[0] ?? ''}${dice.one(keys)}: ${dice.one(values)}`),
      () => put(line, dice.one(['---', '# comment', '', '\t', '...'])),
    ])();
  }
  return lines.join('\n');
}

function withoutCharacter(line: string, dice: Dice): string {
  const at = dice.number(line.length + 1);
  return line.slice(0, at) + line.slice(at + 1);
}

const values = [
  ...[
    '1h',
    '0',
    '',
    'yes',
    '1',
    '-1',
    '1.5',
    'null',
    '~',
    '[]',
    '{}',
    '[a, b]',
    '{a: b}',
    '"x"',
    "'x'",
    '"{{ .a }}"',
    '|',
    '&x y',
    '*x',
  ],
  ...[
    'Owner',
    'Merge',
    'Delete',
    'Retain',
    'SecretStore',
    'ClusterSecretStore',
    'external-secrets.io/v1beta1',
    'a/b',
    'A B',
    '🔑',
    '"',
  ],
  ...['{{ .Values.x }}', '${VAR}', '2001-01-01', '0x1f', '1e400', 'x'.repeat(300), '(', '[a-z'],
];
const keys = [
  ...[
    'kind',
    'apiVersion',
    'metadata',
    'name',
    'namespace',
    'spec',
    'data',
    'dataFrom',
    'secretKey',
    'remoteRef',
    'key',
    'property',
  ],
  ...[
    'target',
    'template',
    'creationPolicy',
    'deletionPolicy',
    'refreshInterval',
    'extract',
    'find',
    'rewrite',
    'provider',
    'aws',
  ],
  ...['nonsense', 'toString', '__proto__', '"quoted key"', '<<', 'storeRef', 'generatorRef', 'engineVersion', 'version'],
];
