import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createJudge, readSource, type Source } from '../../server/src/cli/judge.ts';
import { fixAll, fixAllKind, quickFixes } from '../../server/src/features/codeActions.ts';
import { english } from '../../server/src/localisation.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { describeWith, sharedFolder } from '../support/shared.ts';
import { createLab } from './lab.ts';

const folder = join(import.meta.dirname, '../../examples/tutorial/as-written');
const schemas = createNodeSchemaSource();

/** A manifest as the tutorial has it: the comment above it is ours. */
function written(name: string): string {
  return readFileSync(join(folder, name), 'utf8').replace(/^#.*\n/, '');
}

/** Files in the order given, each judged among the others, for ESO 2.9.0 as its users know it. */
function workspace(files: Readonly<Record<string, string>>) {
  const judge = createJudge({ schemas, version: { operatorVersion: '2.9.0', known: true }, rules: {} }, true);
  const sources = new Map<string, Source>();
  const take = (name: string, text: string) => {
    const source = readSource(name, `/manifests/${name}`, text);
    sources.set(name, source);
    judge.take(source.place, source.manifest);
  };
  for (const [name, text] of Object.entries(files)) take(name, text);
  const found = async (name: string) => {
    const source = sources.get(name);
    assert.ok(source);
    const text = TextDocument.create(source.place, 'yaml', 1, source.text);
    return { text, file: { uri: text.uri, file: source.manifest }, found: await judge.judge(source) };
  };
  return {
    /** `severity rule: underlined text`. */
    async findings(name: string): Promise<readonly string[]> {
      const { text, found: all } = await found(name);
      return all.map(({ placed: { finding, range }, manifest }) => {
        const marked = text.getText().slice(manifest.start + range.start, manifest.start + range.end);
        return `${finding.severity} ${finding.rule}: ${marked}`;
      });
    },
    /** The text after *fix all*, again and again until there is nothing to fix. */
    async fixed(name: string): Promise<string> {
      for (;;) {
        const { text, file, found: all } = await found(name);
        const action = fixAll(all, file, fixAllKind, 1, english);
        if (action === undefined) return text.getText();
        take(name, TextDocument.applyEdits(text, action.edit?.changes?.[text.uri] ?? []));
      }
    },
    /** The text after the only fix of a rule's only finding. */
    async fixedBy(name: string, rule: string): Promise<string> {
      const { text, file, found: all } = await found(name);
      const [one] = all.filter(({ placed }) => placed.finding.rule === rule);
      assert.ok(one);
      const [action] = quickFixes(one.placed, one.manifest, file, english);
      return TextDocument.applyEdits(text, action?.edit?.changes?.[text.uri] ?? []);
    },
  };
}

const storeOfExpert = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
      auth:
        jwt:
          serviceAccountRef:
            name: external-secrets   # ESO service account with IRSA
`;

const externalSecretOfExpert = (comment: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  refreshInterval: 1h        # Check for changes every hour
  secretStoreRef:
    name: aws-secretsmanager
    kind: SecretStore
  target:
    name: db-credentials     # Name of the K8s Secret to create
    creationPolicy: Owner    # ESO owns and manages this Secret
    deletionPolicy: Delete   # ${comment}
    template:
      type: Opaque
      metadata:
        labels:
          managed-by: external-secrets
  data:
  - secretKey: db-username   # Key in the K8s Secret
    remoteRef:
      key: prod/myapp/database   # AWS Secrets Manager secret name
      property: username         # JSON field within the secret
  - secretKey: db-password
    remoteRef:
      key: prod/myapp/database
      property: password
  - secretKey: db-host
    remoteRef:
      key: prod/myapp/database
      property: host
`;

const azureOfExpert = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: azure-key-vault
spec:
  provider:
    azurekv:
      authType: WorkloadIdentity
      vaultUrl: "https://my-keyvault.vault.azure.net"
      serviceAccountRef:
        name: external-secrets
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: azure-key-vault
    kind: SecretStore
  target:
    name: db-credentials
  data:
  - secretKey: db-password
    remoteRef:
      key: myapp-db-password   # Key Vault secret name
`;

const misread = 'Delete K8s Secret when ExternalSecret is deleted';
const v1beta1 = 'error unserved-version: external-secrets.io/v1beta1';
const hint = `hint misread-deletion-policy: # ${misread}`;

describe('the manifests of the tutorial', () => {
  const aws = () =>
    workspace({ 'secret-store.yaml': written('secret-store.yaml'), 'external-secret.yaml': written('external-secret.yaml') });
  const azure = () => workspace({ 'azure.yaml': written('azure-key-vault.yaml') });

  it('have the findings that they deserve', async () => {
    assert.deepEqual(await aws().findings('secret-store.yaml'), [v1beta1, 'error store-namespace: external-secrets']);
    assert.deepEqual(await aws().findings('external-secret.yaml'), [v1beta1, hint]);
    // Applied to namespace external-secrets the store would be right, and its manifest names none.
    assert.deepEqual(await azure().findings('azure.yaml'), [v1beta1, 'information store-namespace: external-secrets', v1beta1]);
  });

  it('become those of an expert when all is fixed', async () => {
    const files = aws();
    assert.equal(await files.fixed('secret-store.yaml'), storeOfExpert);
    // A comment is changed only when its own fix is chosen.
    assert.equal(await files.fixed('external-secret.yaml'), externalSecretOfExpert(misread));
    assert.deepEqual(await files.findings('secret-store.yaml'), []);
    assert.deepEqual(await files.findings('external-secret.yaml'), [hint]);
    const meaning = 'once the vault has none of the data any more, the Secret is deleted';
    assert.equal(await files.fixedBy('external-secret.yaml', 'misread-deletion-policy'), externalSecretOfExpert(meaning));
  });

  it('become those of an expert for Azure too', async () => {
    const files = azure();
    assert.equal(await files.fixed('azure.yaml'), azureOfExpert);
    assert.deepEqual(await files.findings('azure.yaml'), []);
  });

  it('have a deletionPolicy whose hover says what it is about', async () => {
    const text = externalSecretOfExpert(misread);
    const hover = (caret: string) => createLab().hover(text.replace('deletionPolicy: Delete', caret));
    assert.match(
      await hover('deletion│Policy: Delete'),
      /when the data disappear at the provider, not when the ExternalSecret is deleted/,
    );
    assert.match(await hover('deletionPolicy: Del│ete'), /when all data are gone, the Secret is deleted/);
  });
});

const tutorialText = join(sharedFolder, 'seeds/000_8ae9a6899079c39d.txt');

describeWith(existsSync(tutorialText) ? tutorialText : undefined)('the examples', () => {
  it('are what the tutorial has', () => {
    const tutorial = readFileSync(tutorialText, 'utf8');
    for (const name of ['secret-store.yaml', 'external-secret.yaml']) assert.ok(tutorial.includes(written(name)), name);
    for (const part of written('azure-key-vault.yaml').split('---\n')) assert.ok(tutorial.includes(part.trimEnd()));
  });
});
