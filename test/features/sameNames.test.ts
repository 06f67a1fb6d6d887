// Stores of the same name in several folders: overlays, or the folders of one window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionCommands } from '../../server/src/features/context.ts';
import { createLanguageService } from '../../server/src/languageService.ts';
import type { StoreAddress } from '../../server/src/protocol.ts';
import type { SecretProvider } from '../../server/src/providers/secretProvider.ts';
import { createMemoryHost } from '../support/memoryHost.ts';
import { serviceOptions } from '../support/service.ts';
import { awsStore, externalSecret } from './lab.ts';

const inRegion = (region: string) => awsStore.replace('us-east-1', region);
const manifest = externalSecret('  data:\n    - secretKey: a\n      remoteRef: {key: k}\n');
const atKey = { line: 10, character: 25 };

test('a command is about the store of its own folder, and each vault is there to be chosen once', async () => {
  const files = {
    'file:///w/dev/store.yaml': inRegion('eu-west-1'),
    'file:///w/prod/store.yaml': inRegion('us-east-1'),
    'file:///w/copy/store.yaml': inRegion('us-east-1'),
  };
  const asked: unknown[] = [];
  const base = createMemoryHost({ files });
  const [aws] = base.providers;
  assert.ok(aws);
  const provider: SecretProvider = {
    ...aws,
    destination: async ({ config }) => ({
      id: String(config['region']),
      service: 'AWS',
      location: String(config['region']),
      endpoint: 'https://aws.example',
      customEndpoint: false,
      login: 'profile dev',
    }),
  };
  const consents = {
    ...base.consents,
    ask: async ({ destination }: { destination: { location: string } }) => void asked.push(destination.location),
  };
  const languages = createLanguageService(
    { ...base, providers: [provider], consents },
    serviceOptions({ client: { commands: extensionCommands } }),
  );
  await languages.indexWorkspace();
  for (const name of ['dev', 'prod']) languages.open(`file:///w/${name}/app.yaml`, 'yaml', 1, manifest);
  const storeAt = async (name: string): Promise<StoreAddress> => {
    const status = await languages.stores.statusAt(`file:///w/${name}/app.yaml`, atKey);
    assert.ok(status);
    return status.store;
  };
  assert.equal((await storeAt('dev')).uri, 'file:///w/dev/store.yaml');
  for (const name of ['prod', 'dev']) await languages.stores.connect(await storeAt(name));
  assert.deepEqual(asked, ['us-east-1', 'eu-west-1']);
  assert.deepEqual(
    languages.stores.addresses().map(({ uri }) => uri),
    ['file:///w/dev/store.yaml', 'file:///w/copy/store.yaml'],
  );
  await languages.stores.connect({ kind: 'SecretStore', name: 'aws-secretsmanager', namespace: 'default' });
  assert.equal(asked.length, 3, 'one that names no file is still found');
});
