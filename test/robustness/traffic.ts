import { serverCommands } from '../../server/src/protocol.ts';
import type { Dice } from '../support/fuzz.ts';

/** One message to a language server: a request where `cancel` is there, `cancel` whether it is cancelled at once. */
export interface Message {
  readonly method: string;
  readonly params: unknown;
  readonly cancel?: boolean;
}

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  refreshIntervall: 1h
  secretStoreRef: {name: team-vault}
  target:
    template:
      data:
        url: "https://{{ .user }}@example.com"
  data:
    - secretKey: user
      remoteRef:
        key: app/login
        property: username
    - secretKey: other
      remoteRef: {key: app/logni}
`;
const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: team-vault, namespace: default}
spec:
  provider:
    fake:
      data:
        - key: app/login
          value: '{"username": "a"}'
`;

/** What is opened and pasted as a whole. */
const wholes = [
  manifest,
  store,
  `${manifest}---\n${store}`,
  `${store}---\n${manifest.repeat(3)}`,
  '',
  `{{- if .Values.x }}\n${manifest}{{ end }}`,
];

/** What is typed. */
const pieces = [
  ...[
    '',
    '\n',
    ' ',
    'k',
    ':',
    '- ',
    '---\n',
    '\t',
    '"',
    "'",
    '{',
    '}',
    '[',
    '{{',
    '}}',
    '|\n',
    '#',
    '\ufeff',
    '\r\n',
    '\r',
    '🔑',
  ],
  ...['\ud83d', '\0', '&a ', '*a', '<<: *a', 'apiVersion: v1\nkind: List\nitems:\n', '{{- if .Values.x }}\n', '{{ end }}\n'],
  ...['# external-secrets-disable-next-line\n', 'x'.repeat(5000), '  '.repeat(300), 'app/', 'property: ', '    - secretKey: a\n'],
];

const uris = [
  ...[
    'file:///w/a.yaml',
    'file:///w/b.yaml',
    'file:///w/templates/c.yaml',
    'untitled:Untitled-1',
    'vscode-vfs://github/o/r/d.yaml',
  ],
  ...['file:///w/%F0%9F%94%91%20x.yaml', 'file:///never/opened.yaml', 'nonsense', ''],
];

const languages = ['yaml', 'helm', 'json', 'plaintext', 'yaml.gotmpl'];

/** Requests about one document, and what they take beside the document and a place in it. */
const requests: Readonly<Record<string, (dice: Dice) => object>> = {
  'textDocument/completion': (dice) => ({ context: dice.one([undefined, { triggerKind: 2, triggerCharacter: '/' }]) }),
  'textDocument/hover': () => ({}),
  'textDocument/codeAction': (dice) => ({
    range: rangeOf(dice),
    context: { diagnostics: [], ...dice.one([{}, { only: ['source.fixAll'] }, { only: ['refactor'] }, { only: ['nonsense'] }]) },
  }),
  'textDocument/codeLens': () => ({}),
  'textDocument/documentSymbol': () => ({}),
  'textDocument/definition': () => ({}),
  'textDocument/references': (dice) => ({ context: { includeDeclaration: dice.once(2) } }),
  'textDocument/documentHighlight': () => ({}),
  'textDocument/prepareRename': () => ({}),
  'textDocument/rename': (dice) => ({ newName: dice.one(['renamed', '', 'a b', '🔑', 'x'.repeat(300)]) }),
  'textDocument/documentLink': () => ({}),
  'textDocument/foldingRange': () => ({}),
  'textDocument/selectionRange': (dice) => ({ positions: [positionOf(dice), positionOf(dice)] }),
  'textDocument/diagnostic': () => ({}),
  'textDocument/inlayHint': (dice) => ({ range: rangeOf(dice) }),
  'textDocument/semanticTokens/full': () => ({}),
  'textDocument/semanticTokens/range': (dice) => ({ range: rangeOf(dice) }),
  'textDocument/signatureHelp': () => ({}),
  'textDocument/nonsense': () => ({}),
};

/** Server commands that ask nobody and change nothing beyond the server, so that they may be called with anything. */
const commands = Object.values(serverCommands);

const things: readonly unknown[] = [undefined, null, 1, '', 'x', [], {}, { uri: 'file:///w/a.yaml' }, { uri: 1, line: -1 }, [[]]];

/** What an editor, or a careless one, might say next. Versions go up mostly, and sometimes back. */
export function nextMessage(dice: Dice, version: number): Message {
  const uri = dice.one(uris);
  const textDocument = { uri };
  switch (dice.number(20)) {
    case 0:
    case 1:
      return {
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: dice.one(languages), version, text: dice.one(wholes) } },
      };
    case 2:
      return { method: 'textDocument/didClose', params: { textDocument } };
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
      return {
        method: 'textDocument/didChange',
        params: { textDocument: { uri, version: version - dice.number(3) }, ...changes(dice) },
      };
    case 8:
      return notice(dice, uri);
    case 9:
      return { method: 'workspace/symbol', params: { query: dice.one(['', 'app', '🔑', '('.repeat(50)]) }, cancel: dice.once(3) };
    case 10:
      return {
        method: 'workspace/executeCommand',
        params: {
          command: dice.one([...commands, 'nonsense']),
          arguments: dice.one([undefined, [], [dice.one(things), dice.one(things)]]),
        },
        cancel: dice.once(3),
      };
    case 11:
      return {
        method: dice.one(['completionItem/resolve', 'codeAction/resolve', 'documentLink/resolve', 'inlayHint/resolve']),
        params: { label: 'x', title: 'x', position: positionOf(dice), range: rangeOf(dice), data: dice.one(things) },
        cancel: dice.once(3),
      };
    default: {
      const method = dice.one(Object.keys(requests));
      return { method, params: { textDocument, position: positionOf(dice), ...requests[method]?.(dice) }, cancel: dice.once(4) };
    }
  }
}

function notice(dice: Dice, uri: string): Message {
  return dice.one<Message>([
    { method: 'textDocument/didSave', params: { textDocument: { uri } } },
    { method: 'workspace/didChangeConfiguration', params: { settings: dice.one(things) } },
    { method: 'workspace/didChangeWatchedFiles', params: { changes: [{ uri, type: 1 + dice.number(3) }] } },
    { method: 'workspace/didChangeWorkspaceFolders', params: { event: { added: [], removed: [] } } },
    { method: '$/cancelRequest', params: { id: dice.number(100_000) } },
    { method: '$/setTrace', params: { value: 'off' } },
    { method: 'nonsense/notification', params: dice.one([{}, [1]]) },
  ]);
}

function changes(dice: Dice): object {
  const change = () => (dice.once(8) ? { text: dice.one(wholes) } : { range: rangeOf(dice), text: dice.one(pieces) });
  return { contentChanges: Array.from({ length: dice.number(3) + 1 }, change) };
}

function rangeOf(dice: Dice): object {
  const start = positionOf(dice);
  const end = dice.once(2) ? start : { line: start.line + dice.number(4), character: dice.number(40) + start.character };
  return { start, end };
}

/** Mostly in the text, sometimes far out of it, which LSP allows and clamps. */
function positionOf(dice: Dice): { readonly line: number; readonly character: number } {
  return dice.once(15)
    ? { line: dice.one([0, 100_000, 2 ** 31 - 1]), character: dice.one([0, 100_000, 2 ** 31 - 1]) }
    : { line: dice.number(24), character: dice.number(40) };
}
