import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import type { Clock } from '../../../server/src/host.ts';
import { createLanguageService } from '../../../server/src/languageService.ts';
import type { SchemaSource } from '../../../server/src/schema/schemaSource.ts';
import { createMemoryHost, fullConsent } from '../../support/memoryHost.ts';
import { serviceOptions } from '../../support/service.ts';
import { awsStore } from '../lab.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
spec:
  secretStoreRef:
    name: aws-secretsmanager
    kind: SecretStore
  target:
    creationPolicy: Owner
  data: []
`;

/** Time that passes by itself. */
const clock: Clock = {
  now: () => Date.now(),
  delay(_, callback) {
    const timer = setImmediate(callback);
    return { dispose: () => clearImmediate(timer) };
  },
};

function lab() {
  const host = createMemoryHost({ consent: fullConsent });
  /** The files that were asked for, each `structure ExternalSecret…`. */
  const read = new Set<string>();
  const noting =
    <T>(what: string, get: (file: string) => T) =>
    (file: string): T => {
      read.add(`${what} ${file}`);
      return get(file);
    };
  const { schemas } = host;
  const noted: SchemaSource = {
    ...schemas,
    load: noting('version', schemas.load),
    structure: noting('structure', schemas.structure),
    docs: noting('docs', schemas.docs),
  };
  return { host, read, service: createLanguageService({ ...host, clock, schemas: noted }, serviceOptions()) };
}

test('after a rehearsal the first completion reads nothing that it would have to wait for', async () => {
  const { read, service } = lab();
  await service.rehearse();
  const rehearsed = [...read];
  assert.ok(rehearsed.length > 0);
  service.open('file:///w/app.yaml', 'yaml', 1, manifest);
  for (const position of [
    { line: 9, character: 6 },
    { line: 9, character: 21 },
  ]) {
    const list = await service.complete('file:///w/app.yaml', position, neverCancelled);
    assert.ok(list !== null && list.items.length > 0);
  }
  assert.deepEqual([...read], rehearsed);
});

test('a rehearsal asks nobody anything, and leaves nothing behind', async () => {
  const { host, service } = lab();
  service.open('file:///w/store.yaml', 'yaml', 1, awsStore);
  const before = { ...service.counters };
  await service.rehearse();
  assert.deepEqual([host.vault.calls, host.questions, host.logged], [[], [], []]);
  assert.deepEqual({ ...service.counters }, before);
  assert.deepEqual(service.openDocuments(), ['file:///w/store.yaml']);
});
