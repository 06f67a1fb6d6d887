import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createLanguageService, type LanguageService } from '../server/src/languageService.ts';
import { fc, runs } from './support/fuzz.ts';
import { bareHost, serviceOptions } from './support/service.ts';

function service(onNeighboursChanged: (uris: readonly string[]) => void = () => {}): LanguageService {
  return createLanguageService(bareHost(), serviceOptions({ workspace: () => '', onNeighboursChanged }));
}

function externalSecret(n: number): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app-${n}
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: vault
  data:
    - secretKey: password
      remoteRef:
        key: app/${n}
        property: password
`;
}

const uri = 'file:///many.yaml';

describe('an edit', () => {
  it('re-parses and re-judges one document of five hundred', async () => {
    const languages = service();
    languages.open(uri, 'yaml', 1, Array.from({ length: 500 }, (_, i) => externalSecret(i)).join('---\n'));
    assert.deepEqual(await languages.diagnose(uri), []);
    const before = { ...languages.counters };
    assert.equal(before.parsedDocuments, 500);
    const at = { line: 14 * 250 + 5, character: 19 };
    languages.change(uri, 2, [{ range: { start: at, end: at }, text: '0' }]);
    assert.deepEqual(await languages.diagnose(uri), []);
    assert.equal(languages.counters.parsedDocuments - before.parsedDocuments, 1);
    assert.equal(languages.counters.diagnosedDocuments - before.diagnosedDocuments, 1);
    assert.equal(languages.counters.comparedDocuments - before.comparedDocuments, 1);
  });

  it('re-colours the templates of one document of five hundred', () => {
    const languages = service();
    const template = '  target: {template: {data: {url: "{{ .password }}"}}}\n';
    const text = Array.from({ length: 500 }, (_, i) => externalSecret(i).replace('  data:', `${template}  data:`)).join('---\n');
    languages.open(uri, 'yaml', 1, text);
    assert.equal(languages.templateColours(uri).length, 1500);
    assert.equal(languages.counters.colouredDocuments, 500);
    const at = { line: 15 * 250 + 8, character: template.indexOf(' }}') };
    languages.change(uri, 2, [{ range: { start: at, end: at }, text: ' | upper' }]);
    assert.equal(languages.templateColours(uri).length, 1502);
    assert.equal(languages.counters.colouredDocuments, 501);
  });

  it('gives what opening the resulting text gives, whatever the edits', async () => {
    const base = [externalSecret(1), externalSecret(2).replace('spec:', 'specc:'), externalSecret(3)].join('---\n');
    const piece = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '---\n',
      ':',
      '- ',
      '"',
      '{{ .x }}',
      '\t',
      '\r\n',
      '🔑',
      'refreshInterval: 1h\n',
      '  ',
      '#',
      '',
    );
    const edit = fc.record({ line: fc.nat(45), character: fc.nat(30), lines: fc.nat(3), characters: fc.nat(9), text: piece });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
        const edited = service();
        edited.open(uri, 'yaml', 1, base);
        let text = base;
        for (const [i, { line, character, lines, characters, text: newText }] of edits.entries()) {
          const range = { start: { line, character }, end: { line: line + lines, character: character + characters } };
          text = applied(text, range, newText);
          edited.change(uri, i + 2, [{ range, text: newText }]);
          await edited.diagnose(uri);
        }
        const fresh = service();
        fresh.open(uri, 'yaml', 1, text);
        assert.deepEqual(await edited.diagnose(uri), await fresh.diagnose(uri));
      }),
      runs(200),
    );
  });
});

describe('fix all', () => {
  const start = { line: 0, character: 0 };
  const here = { start, end: start };
  const written = `apiVersion: external-secrets.io/v1beta1
kind: SecretStore
metadata:
  name: aws # the store
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
      auth:
        jwt:
          serviceAccountRef:
            name: external-secrets
            namespace: external-secrets
`;

  it('mends a whole file at once, and nothing else in it', async () => {
    const languages = service();
    languages.open(uri, 'yaml', 1, `${written}---\n${written}`);
    const [action] = await languages.codeActions(uri, here, ['source.fixAll']);
    const text = TextDocument.applyEdits(
      TextDocument.create(uri, 'yaml', 1, `${written}---\n${written}`),
      action?.edit?.changes?.[uri] ?? [],
    );
    const mended = written.replace('v1beta1', 'v1').replace('            namespace: external-secrets\n', '');
    assert.equal(text, `${mended}---\n${mended}`);
  });

  it('is offered beside a quick fix where there is more than one to make', async () => {
    const languages = service();
    languages.open(uri, 'yaml', 1, written);
    const at = { line: 0, character: 20 };
    const titles = async (text: string) => {
      languages.change(uri, 2, [{ text }]);
      return (await languages.codeActions(uri, { start: at, end: at })).map(({ title }) => title);
    };
    assert.deepEqual(await titles(written), [
      'Migrate to v1',
      'Migrate all in the workspace…',
      'Fix all 2 problems of this file that can be fixed',
    ]);
    assert.deepEqual(await titles(written.replace('namespace: external-secrets', 'namespace: default')), [
      'Migrate to v1',
      'Migrate all in the workspace…',
    ]);
    assert.deepEqual(await languages.codeActions(uri, here, ['refactor']), []);
    assert.deepEqual(await languages.codeActions(uri, here), [], 'nothing where no finding is');
  });
});

/** The edit as LSP describes it, done on the plain text: characters behind the end of a line mean its end. */
function applied(
  text: string,
  range: { start: { line: number; character: number }; end: { line: number; character: number } },
  newText: string,
): string {
  const offset = ({ line, character }: { line: number; character: number }) => {
    const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
    if (line >= lines.length) return text.length;
    const start = lines.slice(0, line).join('').length;
    return start + Math.min(character, (lines[line] ?? '').replace(/[\r\n]+$/, '').length);
  };
  const start = offset(range.start);
  return text.slice(0, start) + newText + text.slice(Math.max(start, offset(range.end)));
}

describe('a change in another file', () => {
  const store = (kind: string) =>
    `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata:\n  name: vault\nspec:\n  provider:\n    vault: {server: https://vault.example.com, path: secret}\n`;
  const codes = async (languages: LanguageService) => (await languages.diagnose('file:///app.yaml'))?.map(({ code }) => code);

  it('has the open documents diagnosed anew that rest on it, and no others', async () => {
    const told: string[] = [];
    const languages = service((uris) => told.push(...uris));
    await languages.indexWorkspace();
    languages.open('file:///store.yaml', 'yaml', 1, store('SecretStore'));
    languages.open('file:///app.yaml', 'yaml', 1, externalSecret(1));
    languages.open('file:///other.yaml', 'yaml', 1, store('SecretStore').replace('name: vault', 'name: other'));
    assert.deepEqual(await codes(languages), []);
    assert.deepEqual(await languages.diagnose('file:///other.yaml'), []);
    const compared = languages.counters.comparedDocuments;
    languages.change('file:///store.yaml', 2, [{ text: store('ClusterSecretStore') }]);
    assert.deepEqual(told, ['file:///app.yaml']);
    assert.deepEqual(await codes(languages), ['wrong-store-kind']);
    await languages.diagnose('file:///other.yaml');
    assert.equal(languages.counters.comparedDocuments - compared, 1);
    languages.change('file:///store.yaml', 3, [{ text: store('SecretStore') }]);
    assert.deepEqual(await codes(languages), []);
  });

  it('is shown with the place that it is about', async () => {
    const languages = service();
    await languages.indexWorkspace();
    languages.open('file:///store.yaml', 'yaml', 1, `# stores\n---\n${store('ClusterSecretStore')}`);
    languages.open('file:///app.yaml', 'yaml', 1, externalSecret(1));
    const [found] = (await languages.diagnose('file:///app.yaml')) ?? [];
    assert.deepEqual(found?.relatedInformation, [
      {
        location: {
          uri: 'file:///store.yaml',
          range: { start: { line: 5, character: 8 }, end: { line: 5, character: 13 } },
        },
        message: 'ClusterSecretStore "vault"',
      },
    ]);
  });
});
