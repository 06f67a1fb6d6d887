// VS Code in German: what of the extension and its server is to be read there. The pictures go to test-results/german/.
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
        key: prod/myapp/database
`;

describe('the extension in German', () => {
  let opened: VaultWorkbench;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    opened = await openWithVault({ [file]: manifests }, { file, language: 'de', pictures: 'german' });
    ({ workbench } = opened);
  });
  after(() => opened?.close());

  it(
    'is asked for by German commands',
    step(async () => {
      await workbench.editor.goTo(14, 20);
      await workbench.messages.status('vault verbinden');
      // The command needs a trusted workspace, and that it is one VS Code may say after the first commands are there.
      await workbench.palette.titlesFor('External Secrets: Store', (titles) =>
        titles.some((title) => title.includes('Store verbinden…')),
      );
      await workbench.page.keyboard.press('F1');
      await workbench.palette.fill('>External Secrets:');
      await workbench.picture('1-commands');
      await workbench.page.keyboard.press('Escape');
    }),
  );

  it(
    'asks in German, and says in German how it stands',
    step(async () => {
      const { messages, palette } = workbench;
      await palette.run('External Secrets: Store verbinden');
      const { text, buttons } = await messages.question('External Secrets');
      assert.match(
        text,
        /External Secrets erlauben, in AWS Secrets Manager, us-east-1 die Namen der Secrets aufzulisten \(Anmeldung: /,
      );
      await workbench.picture('2-question');
      assert.ok(buttons.includes('Erlauben, das ist der Tresor des Stores'), buttons.join('\n'));
      await messages.answer('External Secrets', 'Erlauben, das ist der Tresor des Stores');
      await messages.status(/Namen, aufgelistet.*Werte werden nicht gelesen/);
      await workbench.picture('3-connected');
    }),
  );

  it(
    'explains in German, in the dark and in the light theme',
    step(async () => {
      const { editor } = workbench;
      const card = await editor.hover('prod/myapp/database', 'Geändert');
      assert.match(card, /Geändert .* · angelegt .*\nTags: .*\nVersionen: /s);
      await workbench.picture('4-hover');
      await editor.press('Escape');
      await workbench.theme('light');
      await editor.goTo(14, 28);
      await editor.complete();
      await editor.suggestions('prod/myapp/database');
      await workbench.picture('5-completion-light');
      await editor.press('Escape');
      await editor.hover('secretStoreRef', 'Dokumentation');
      await workbench.picture('6-field-light');
    }),
  );
});
