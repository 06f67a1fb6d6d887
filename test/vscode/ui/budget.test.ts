// A vault with more names than a listing may cost calls, in VS Code. The pictures go to test-results/budget/.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openWithVault, type VaultWorkbench } from '../support/vaultWorkbench.ts';
import type { Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'app.yaml';
const manifests = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: vault, namespace: default}
spec: {provider: {aws: {service: SecretsManager, region: us-east-1}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  secretStoreRef: {name: vault}
  data:
    - secretKey: password
      remoteRef:
        key: `;
const note = 'Cut off at 100 names: type on, or list more…';

describe('a listing that its budget cuts off, in VS Code', () => {
  let opened: VaultWorkbench;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    const settings = { 'externalSecrets.vault.maxCallsPerListing': 1 };
    opened = await openWithVault({ [file]: manifests }, { file, settings, pictures: 'budget' });
    ({ workbench } = opened);
  });
  after(() => opened?.close());

  it(
    'says how far it got, in the list and in the status item',
    step(async () => {
      const { editor, messages, palette } = workbench;
      await editor.press('Control+End');
      await palette.run('External Secrets: Connect Store');
      await messages.answer('Allow External Secrets', "Allow, This Is the Store's Vault");
      await messages.status(/100 names \(not all\).*cut off after 1 calls/);
      await editor.press('Control+End');
      await editor.complete();
      // From the first entry up is the last one.
      await editor.press('ArrowUp');
      await editor.suggestions(note);
      await workbench.picture('1-cut-off');
    }),
  );

  it(
    'lists more once the user lets it',
    step(async () => {
      const { editor, messages, palette } = workbench;
      await editor.choose(note);
      const rows = (await palette.picks('Allow 5 Calls per Listing')).join('\n');
      assert.match(rows, /Allow 5 Calls per Listing/);
      assert.match(rows, /Open the Setting/);
      await workbench.picture('2-list-more');
      await palette.pick('Allow 5 Calls per Listing');
      await editor.press('Control+End');
      await editor.type('prod/');
      await editor.suggestions('prod/myapp/database');
      await messages.status(/^(?!.*cut off).*\d+ names, listed/);
      await workbench.picture('3-all');
    }),
  );
});
