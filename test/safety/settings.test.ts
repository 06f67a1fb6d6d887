import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from './world.ts';

const { contributes, capabilities } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const properties: Readonly<Record<string, { readonly scope?: string }>> = Object.assign(
  {},
  ...contributes.configuration.map((group: { readonly properties: object }) => group.properties),
);

/**
 * Who may say each setting. What decides where a login goes, which one it is, or what is protected, is the user's alone: VS Code
 * passes over `machine` and `application` settings of a workspace. `crds` is a place to read schemas from, and counts in trusted
 * workspaces only.
 */
const scopes: Readonly<Record<string, string>> = {
  'externalSecrets.stores': 'machine',
  'externalSecrets.aws.endpointUrl': 'machine',
  'externalSecrets.cluster.kubeconfig': 'machine',
  'externalSecrets.cluster.protectedContexts': 'application',
  'externalSecrets.crds': 'machine-overridable',
  'externalSecrets.operatorVersion': 'resource',
  'externalSecrets.rules': 'resource',
  'externalSecrets.schemaValidation': 'window',
  'externalSecrets.vault.cacheMinutes': 'window',
  'externalSecrets.vault.maxCallsPerListing': 'window',
  'externalSecrets.cluster.waitSeconds': 'window',
  'externalSecrets.inlayHints.storeKind': 'window',
  'externalSecrets.inlayHints.refresh': 'window',
  'externalSecrets.inlayHints.target': 'window',
  'externalSecrets.inlayHints.entries': 'window',
};

describe('the settings of the extension', () => {
  it('can be made by whoever they concern, and a new one has to be thought about', () => {
    assert.deepEqual(Object.fromEntries(Object.entries(properties).map(([name, { scope }]) => [name, scope])), scopes);
  });

  it('that a workspace may make are read in a trusted one only where they name a place', () => {
    const restricted: readonly string[] = capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(
      restricted,
      Object.keys(scopes).filter((name) => scopes[name] === 'machine-overridable'),
    );
  });

  it('reach the server by its environment from the user’s own settings alone', () => {
    const source = readFileSync(join(root, 'client/src/node.ts'), 'utf8');
    assert.match(source, /inspect<T>\(key\)\?\.globalValue/);
    assert.doesNotMatch(source, /workspaceValue|workspaceFolderValue|\.get\(/);
  });
});
