import type { Plugin } from 'rolldown';

/**
 * Node's `crypto`, which takes 5 ms to load, for the LSP library, which makes names of pipes with it: nobody speaks with this server over
 * pipes that it names.
 */
export const cryptoOnDemand: Plugin = {
  name: 'crypto-on-demand',
  resolveId: (name, importer = '') =>
    name === 'crypto' && /node_modules[\\/]vscode-jsonrpc[\\/]/.test(importer) ? '\0crypto-on-demand' : undefined,
  load(id) {
    if (id !== '\0crypto-on-demand') return undefined;
    const members = ['randomBytes', 'randomUUID'].map((name) => `get ${name}() { return require('node:crypto').${name}; }`);
    return `module.exports = { ${members.join(', ')} };`;
  },
};

/** Writes what is not ASCII as escapes: one other letter makes V8 keep a whole file in two bytes a letter, and Node take longer to read it. */
export const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = asAscii(file.code, file.fileName);
  },
};

function asAscii(code: string, file: string): string {
  const escaped = /(?<!\\)(?:\\\\)*\\\P{ASCII}/u.exec(code);
  if (escaped) throw new Error(`${file} has a backslash before a letter that is not ASCII: ${escaped[0]}`);
  return code.replace(/\P{ASCII}/gu, (letter) =>
    letter
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
