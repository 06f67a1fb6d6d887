// New ExternalSecret… and New SecretStore…, as any editor can run them: what there is to choose, and what the answers make.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutTabStops } from '../server/src/features/completion/snippet.ts';
import { allSnippets } from '../server/src/features/snippets/catalogue.ts';
import { createLanguageService } from '../server/src/languageService.ts';
import { defaultSettings, type NewManifestAnswers, type NewManifestChoices, nameProblem } from '../server/src/protocol.ts';
import { tell } from './support/applyFixes.ts';
import { createMemoryHost } from './support/memoryHost.ts';
import { serviceOptions } from './support/service.ts';

function bench(files: Readonly<Record<string, string>> = {}, operatorVersion = '') {
  const service = createLanguageService(
    createMemoryHost({ files }),
    serviceOptions({ settings: () => ({ ...defaultSettings, operatorVersion }), trusted: () => false }),
  );
  return {
    service,
    choices: async () => (await service.newManifests.choices()) as NewManifestChoices,
    make: (answers: NewManifestAnswers) => service.newManifests.make(answers),
  };
}

const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: team-vault
  namespace: payments
spec:
  provider:
    aws:
      service: ParameterStore
      region: eu-central-1
`;
const reads = { kind: 'SecretStore', name: 'team-vault' } as const;

/** Errors and warnings of a text, those about the store that it does not hold and about the fake provider aside. */
async function complaints(text: string): Promise<readonly string[]> {
  const told = await tell(text, '2.9.0');
  return told
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .filter(({ rule }) => rule !== 'unmaintained-provider')
    .map(({ message }) => message);
}

describe('the choices', () => {
  it('are the stores, namespaces and folders of the workspace, also where it has not been read yet', async () => {
    const { stores, namespaces, folders } = await bench({ 'file:///w/apps/a/store.yaml': store }).choices();
    assert.deepEqual(stores, [
      {
        kind: 'SecretStore',
        name: 'team-vault',
        namespace: 'payments',
        provider: 'AWS Parameter Store',
        uri: 'file:///w/apps/a/store.yaml',
      },
    ]);
    assert.deepEqual(namespaces, ['payments']);
    assert.deepEqual(folders, ['file:///w/apps/a']);
  });

  it('are the logins with what says where the vault is, and what other stores have there', async () => {
    const { providers } = await bench({ 'file:///w/store.yaml': store }).choices();
    const aws = providers.find(({ id }) => id === 'aws');
    assert.deepEqual(
      aws?.methods.map(({ id }) => id),
      ['irsa', 'pod-identity', 'assume-role', 'keys'],
    );
    const [service, region] = aws?.methods[0]?.fields ?? [];
    assert.deepEqual(service?.options, ['SecretsManager', 'ParameterStore']);
    assert.deepEqual(region?.known, ['eu-central-1']);
    assert.match(region?.about ?? '', /region/i);
    assert.ok(providers.every(({ name }) => /^[\dA-Z]/.test(name)));
  });

  it('begin with the back ends that complete', async () => {
    const { providers } = await bench().choices();
    const flags = providers.map(({ completes }) => completes);
    assert.ok(flags.includes(true));
    assert.ok(flags.lastIndexOf(true) < flags.indexOf(false));
  });

  it('have nothing that the ESO version in use does not know', async () => {
    const { providers } = await bench({}, '0.16').choices();
    assert.ok(!providers.some(({ id }) => id === 'openBao'));
  });
});

describe('a store', () => {
  it('is written for the answers, and asks on for the rest', async () => {
    const { snippet, text, fileName } = await bench().make({
      store: {
        kind: 'SecretStore',
        provider: 'aws',
        method: 'irsa',
        name: 'team-vault',
        namespace: 'payments',
        fields: { region: 'eu-west-1' },
      },
    });
    assert.equal(fileName, 'team-vault.yaml');
    assert.equal(
      snippet,
      `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: team-vault
  namespace: payments
spec:
  provider:
    aws:
      service: \${7|SecretsManager,ParameterStore|}
      region: eu-west-1
      auth:
        jwt:
          serviceAccountRef:
            name: \${8:external-secrets}
`,
    );
    assert.equal(text, withoutTabStops(snippet ?? ''));
  });

  for (const snippet of allSnippets.stores) {
    for (const kind of ['SecretStore', 'ClusterSecretStore'] as const) {
      it(`of kind ${kind} for ${snippet.name} is judged clean`, async () => {
        const { provider, method } = snippet;
        const { text } = await bench().make({ store: { kind, provider, method, name: 'a.b', namespace: 'team' } });
        assert.deepEqual(await complaints(text ?? ''), []);
        assert.equal(/^ {2}namespace: team$/m.test(text ?? ''), kind === 'SecretStore');
      });
    }
  }

  it('keeps answers what they were, whatever is in them', async () => {
    const fields = { server: 'https://x.example.com/#a: b', path: '1.10', version: 'v1' };
    const { text } = await bench().make({ store: { kind: 'SecretStore', provider: 'vault', name: 'v', fields } });
    assert.match(text ?? '', /server: https:\/\/x\.example\.com\/#a: b\n|server: "https:\/\/x\.example\.com\/#a: b"\n/);
    assert.match(text ?? '', /path: "1\.10"\n {6}version: v1\n/);
    const { snippet } = await bench().make({
      store: { kind: 'SecretStore', provider: 'vault', name: 'v', fields: { path: 'a$1}' } },
    });
    assert.match(snippet ?? '', /path: a\\\$1\\\}\n/);
  });

  it('is refused with the reason, where the answers make none', async () => {
    const made = async (more: object) => {
      const { message, outcome, text } = await bench().make({
        store: { kind: 'SecretStore', provider: 'aws', name: 'x', ...more },
      });
      assert.deepEqual([outcome, text], ['refused', undefined]);
      return message;
    };
    assert.match(await made({ name: 'Bad_Name' }), /none that Kubernetes takes/);
    assert.match(await made({ namespace: 'a.b' }), /namespace is none/);
    assert.match(await made({ provider: 'nowhere' }), /no provider "nowhere"/);
    assert.match(await made({ method: 'magic' }), /There are: irsa, pod-identity/);
    assert.match(await made({ fields: { service: 'SSM' } }), /service cannot be/);
    assert.match(await made({ fields: { region: 'a\nb: c' } }), /region cannot be/);
    assert.match(await made({ fields: { login: 'x' } }), /login cannot be/);
  });
});

describe('an ExternalSecret', () => {
  it('has the caret at the key, then at what is taken from it', async () => {
    const { snippet } = await bench().make({ externalSecret: { store: reads, name: 'db', namespace: 'payments' } });
    assert.equal(
      snippet,
      `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: payments
spec:
  refreshInterval: 1h0m0s
  secretStoreRef:
    name: team-vault
    kind: SecretStore
  target:
    name: db
  data:
    - secretKey: \${6:password}
      remoteRef:
        key: $1
        property: \${3:password}
`,
    );
  });

  it('is judged clean for every content, with its store', async () => {
    const { choices, make } = bench();
    const { contents } = await choices();
    assert.ok(contents.length >= 9);
    for (const { id } of contents) {
      const { text } = await make({ externalSecret: { store: reads, name: 'db', namespace: 'payments', content: id } });
      assert.deepEqual(await complaints(`${store.replace('ParameterStore', 'SecretsManager')}---\n${text}`), [], id);
    }
  });

  it('comes behind its new store, and shares no tab stop with it', async () => {
    const { snippet, text } = await bench().make({
      store: { kind: 'ClusterSecretStore', provider: 'fake', name: 'try' },
      externalSecret: { store: { kind: 'ClusterSecretStore', name: 'try' }, name: 'db' },
    });
    assert.match(text ?? '', /kind: ClusterSecretStore\n[\s\S]*\n---\napiVersion: [\s\S]*kind: ExternalSecret\n/);
    assert.match(snippet ?? '', /- key: \$\{7:\/prod\/database\}/);
    assert.match(snippet ?? '', /\n {8}key: \$1\n/);
    assert.deepEqual(await complaints(text ?? ''), []);
  });

  it('is written as an older ESO stores it', async () => {
    const { text } = await bench({}, '0.10.7').make({ externalSecret: { store: reads, name: 'db' } });
    assert.match(text ?? '', /^apiVersion: external-secrets\.io\/v1beta1\n/);
  });

  it('follows the style of the document that it is put into', async () => {
    const { service, make } = bench();
    const uri = 'file:///w/open.yaml';
    service.open(uri, 'yaml', 1, 'spec:\n    a:\n    - "b"\n    c:\n    - "d"\n');
    const { text } = await make({ externalSecret: { store: reads, name: 'db' }, beside: uri });
    assert.match(text ?? '', /\n {4}data:\n {4}- secretKey: "password"\n {6}remoteRef:\n {10}key: /);
  });
});

describe('a name', () => {
  it('is judged as Kubernetes does', () => {
    assert.deepEqual(
      ['', 'a.b-c', 'A', '-a', 'a'.repeat(254)].map((name) => nameProblem(name)),
      ['empty', undefined, 'form', 'form', 'long'],
    );
    assert.deepEqual([nameProblem('a.b', 'namespace'), nameProblem('a'.repeat(64), 'namespace')], ['form', 'long']);
  });
});
