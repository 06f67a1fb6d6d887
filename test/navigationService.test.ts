import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { ClientFeatures } from '../server/src/features/context.ts';
import { createLanguageService } from '../server/src/languageService.ts';
import { dataOf, deploymentOf, secretOf } from './features/navigation/atlas.ts';
import { createMemoryHost } from './support/memoryHost.ts';
import { serviceOptions } from './support/service.ts';

/** A workspace on disk, read, with nothing open. */
async function workspace(files: Record<string, string>, client: Partial<ClientFeatures> = {}) {
  const languages = createLanguageService(createMemoryHost({ files }), serviceOptions({ client }));
  await languages.indexWorkspace();
  return languages;
}

const es = 'file:///w/es.yaml';
const name = { line: 3, character: 9 };
const app = (n: number) => `file:///w/app-${n}.yaml`;

describe('what others use of Secrets', () => {
  it('is read when somebody asks for it, document by document', async () => {
    const files: Record<string, string> = { [es]: secretOf('secret-7', dataOf('password')) };
    for (let n = 0; n < 50; n++) files[app(n)] = `${deploymentOf(`secret-${n}`, 'password')}---\nkind: ConfigMapList\n`;
    const languages = await workspace(files);
    assert.equal(languages.counters.parsedDocuments, 1, 'the ExternalSecret');
    languages.open(es, 'yaml', 1, files[es] ?? '');
    const opened = languages.counters.parsedDocuments;
    const uses = () => languages.navigation.references(es, name, false)?.map(({ uri }) => uri);
    assert.deepEqual(uses(), [app(7)]);
    assert.equal(languages.counters.parsedDocuments - opened, 1, 'the one Deployment that has its name');
    assert.deepEqual(uses(), [app(7)]);
    assert.equal(languages.counters.parsedDocuments - opened, 1);
  });

  it('costs an edit nothing', async () => {
    const text = Array.from(
      { length: 80 },
      (_, n) => `${deploymentOf(`secret-${n}`, 'password')}---\n${secretOf(`secret-${n}`)}`,
    ).join('---\n');
    const languages = await workspace({});
    languages.open(es, 'yaml', 1, text);
    assert.equal(languages.counters.parsedDocuments, 80);
    const at = { line: text.slice(0, text.indexOf('name: secret-50\nspec')).split('\n').length - 1, character: 8 };
    assert.equal(languages.navigation.references(es, at, true)?.length, 2);
    const before = languages.counters.parsedDocuments;
    languages.change(es, 2, [{ range: { start: at, end: at }, text: 'new-' }]);
    languages.navigation.highlights(es, at);
    assert.equal(languages.counters.parsedDocuments - before, 1);
  });

  it('is known of open files, changed files and no longer of those that are gone', async () => {
    const files: Record<string, string> = {
      [es]: secretOf('db'),
      [app(1)]: deploymentOf('db', 'x'),
      [app(2)]: 'kind: Deployment\n',
    };
    const languages = await workspace(files);
    languages.open(es, 'yaml', 1, files[es] ?? '');
    const uses = () => languages.navigation.references(es, name, false)?.map(({ uri }) => uri);
    languages.open(app(3), 'yaml', 1, deploymentOf('db', 'x'));
    assert.deepEqual(uses(), [app(1), app(3)]);
    files[app(2)] = deploymentOf('db', 'x');
    await languages.fileChanged(app(2), false);
    await languages.fileChanged(app(1), true);
    await languages.close(app(3));
    assert.deepEqual(uses(), [app(2)]);
  });
});

describe('a rename', () => {
  const texts = (edit: WorkspaceEdit, files: Readonly<Record<string, string>>) =>
    (edit.documentChanges as readonly TextDocumentEdit[]).map(({ edits, textDocument: { uri, version } }) => ({
      uri,
      version,
      text: TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, files[uri] ?? ''), edits as TextEdit[]),
    }));

  it('names the versions it was made for, where the client checks them', async () => {
    const files = { [es]: secretOf('db'), [app(1)]: deploymentOf('db', 'x') };
    const languages = await workspace(files, { versionedEdits: true });
    languages.open(es, 'yaml', 7, files[es] ?? '');
    const edit = await languages.navigation.rename(es, name, 'new');
    assert.ok(edit !== null && !('refusal' in edit));
    assert.deepEqual(texts(edit, files), [
      { uri: app(1), version: null, text: deploymentOf('new', 'x') },
      { uri: es, version: 7, text: secretOf('new') },
    ]);
    const plain = await workspace(files);
    plain.open(es, 'yaml', 7, files[es] ?? '');
    const changes = await plain.navigation.rename(es, name, 'new');
    assert.deepEqual(Object.keys((changes as WorkspaceEdit).changes ?? {}), [app(1), es]);
  });

  it('is made for what is on disk, also where nobody has told of the change', async () => {
    const files: Record<string, string> = { [es]: secretOf('db'), [app(1)]: deploymentOf('db', 'x') };
    const languages = await workspace(files, { versionedEdits: true });
    languages.open(es, 'yaml', 1, files[es] ?? '');
    files[app(1)] = `# a comment more\n${deploymentOf('db', 'x')}`;
    const edit = await languages.navigation.rename(es, name, 'new');
    assert.ok(edit !== null && !('refusal' in edit));
    assert.equal(texts(edit, files)[0]?.text, `# a comment more\n${deploymentOf('new', 'x')}`);
  });

  it('is not made while files keep changing', async () => {
    const files: Record<string, string> = { [es]: secretOf('db'), [app(1)]: deploymentOf('db', 'x') };
    const languages = await workspace(files);
    languages.open(es, 'yaml', 1, files[es] ?? '');
    let reads = 0;
    Object.defineProperty(files, app(1), { get: () => `${deploymentOf('db', 'x')}# ${reads++}\n`, enumerable: true });
    assert.deepEqual(await languages.navigation.rename(es, name, 'new'), {
      refusal: 'Files of this workspace are changing. Please try again.',
    });
  });
});
