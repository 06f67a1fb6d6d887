import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../server/src/cancellation.ts';
import { createLanguageService } from '../server/src/languageService.ts';
import { parseManifestFile } from '../server/src/syntax/parse.ts';
import { createVaultJudge } from '../server/src/vaultJudge.ts';
import { awsStore, createLab, externalSecret, type LabOptions } from './features/lab.ts';
import { createMemoryHost, fullConsent } from './support/memoryHost.ts';
import { serviceOptions } from './support/service.ts';

const entry = (key: string) => `  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n`;
const file = parseManifestFile(externalSecret(entry('prod/myapp/databse')));

/** A judge over a vault in memory; `said` gives the rules of what it finds of the file with a misspelt key. */
function create(options?: LabOptions) {
  const lab = createLab(options);
  const judge = createVaultJudge(() => lab.context);
  const said = async (uri = lab.uri) => {
    const judgement = await judge.judging(uri, file, neverCancelled);
    const found = await Promise.all(file.documents.map(({ parsed }) => judgement(parsed)));
    return found.flatMap((each) => each.found).map(({ finding }) => finding.rule);
  };
  return { lab, judge, said };
}

describe('what the vaults said of a document', () => {
  it('is said again without asking while nothing has changed', async () => {
    const { judge, said } = create();
    assert.deepEqual(await said(), ['vault-key-not-found']);
    assert.deepEqual(await said(), ['vault-key-not-found']);
    assert.equal(judge.askedDocuments, 1);
  });

  it('goes for a minute', async () => {
    const { lab, said } = create();
    await said();
    lab.host.vault.secrets = [{ key: 'prod/myapp/databse' }];
    lab.host.clock.advance(59_000);
    assert.deepEqual(await said(), ['vault-key-not-found']);
    lab.host.clock.advance(2_000);
    assert.deepEqual(await said(), []);
  });

  it('is asked anew once the user has refreshed', async () => {
    const { lab, said } = create();
    await said();
    lab.host.vault.secrets = [{ key: 'prod/myapp/databse' }];
    await lab.context.vaults.refresh();
    assert.deepEqual(await said(), []);
  });

  it('is asked anew once the store is another one', async () => {
    const { lab, said } = create();
    await said();
    lab.context.index.update('file:///w/store.yaml', parseManifestFile(awsStore.replace('aws:', 'vault:')));
    assert.deepEqual(await said(), []);
  });

  it('is taken back with the consent', async () => {
    const { lab, said } = create();
    await said();
    lab.host.consent = { ...fullConsent, confirmedStores: [] };
    assert.deepEqual(await said(), []);
    lab.host.consent = fullConsent;
    assert.deepEqual(await said(), ['vault-key-not-found']);
  });

  it('is not repeated where the vault did not answer', async () => {
    const { lab, said } = create();
    lab.host.vault.problem = { code: 'unreachable', message: 'No answer.' };
    assert.deepEqual(await said(), []);
    delete lab.host.vault.problem;
    lab.host.clock.advance(31_000);
    assert.deepEqual(await said(), ['vault-key-not-found']);
  });

  it('is said of that file only', async () => {
    const { lab, judge, said } = create();
    await said();
    await said(`${lab.uri}.copy.yaml`);
    assert.equal(judge.askedDocuments, 2);
  });
});

it('after an edit the vaults are asked about one document of a hundred', async () => {
  const host = createMemoryHost();
  const languages = createLanguageService(host, serviceOptions({ workspace: () => '' }));
  const store =
    'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: aws-secretsmanager, namespace: default}\nspec: {provider: {fake: {data: [{key: there, value: x}]}}}\n';
  const texts = Array.from({ length: 100 }, (_, i) => externalSecret(entry(i === 50 ? 'there' : `there${i}`)));
  const uri = 'file:///many.yaml';
  languages.open(uri, 'yaml', 1, [store, ...texts].join('---\n'));
  await languages.diagnose(uri);
  assert.equal((await languages.diagnoseVault(uri)).length, 99);
  const before = languages.counters.askedDocuments;
  const lines = (texts[0] ?? '').split('\n').length;
  const at = { line: store.split('\n').length + 50 * lines + lines - 2, character: 18 };
  languages.change(uri, 2, [{ range: { start: at, end: at }, text: 'x' }]);
  await languages.diagnose(uri);
  assert.equal((await languages.diagnoseVault(uri)).length, 100);
  assert.equal(languages.counters.askedDocuments - before, 1);
});

it('the vaults are asked no more about a text once it is edited', async () => {
  const languages = createLanguageService(createMemoryHost(), serviceOptions({ workspace: () => '' }));
  const uri = 'file:///many.yaml';
  languages.open(uri, 'yaml', 1, Array.from({ length: 100 }, (_, i) => externalSecret(entry(`there${i}`))).join('---\n'));
  await languages.diagnose(uri);
  const asked = languages.diagnoseVault(uri);
  languages.change(uri, 2, [{ text: '' }]);
  await asked;
  assert.equal(languages.counters.askedDocuments, 1);
});
