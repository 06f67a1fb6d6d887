// The language server's process is killed while a person writes, in a long file and with a vault connected: once, and then as often as
// it comes back. The pictures go to test-results/killed-server/.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesBelow } from '../support/processes.ts';
import { openWithVault, tutorialStore, type VaultWorkbench } from '../support/vaultWorkbench.ts';
import type { Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'long.yaml';

/** What is written at, with a mistake, before some hundred others. */
const first = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  refreshIntervall: 1h
  secretStoreRef: {name: aws-secretsmanager}
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/d
`;
const other = (n: number) => `---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: other-${n}, namespace: default}
spec:
  secretStoreRef: {name: aws-secretsmanager}
  data: [{secretKey: password, remoteRef: {key: prod/myapp/database, property: password}}]
`;

describe('the language server, killed while one writes', () => {
  let opened: VaultWorkbench;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    const text = [first, ...Array.from({ length: 600 }, (_, n) => other(n))].join('');
    opened = await openWithVault({ [file]: text, 'secret-store.yaml': tutorialStore }, { file, pictures: 'killed-server' });
    ({ workbench } = opened);
  });
  after(() => opened?.close());

  /** Kills the server as soon as there is one that is not the one before, and gives its id; 0 where none comes any more. */
  async function killNext(before = 0): Promise<number> {
    for (let attempt = 0; attempt < 600; attempt++) {
      const [pid] = processesBelow(workbench.server.pid, 'server/bin/external-secrets-language-server').filter(
        (each) => each !== before,
      );
      if (pid !== undefined) {
        process.kill(pid, 'SIGKILL');
        return pid;
      }
      if (
        await workbench.page
          .getByLabel(/External Secrets stopped/)
          .first()
          .isVisible()
      )
        return 0;
      await sleep(50);
    }
    return 0;
  }

  /** The colours of tokens on screen, which VS Code and the YAML grammar give without a server. */
  const colours = () =>
    workbench.page
      .locator('.part.editor .view-line span[class*="mtk"]')
      .evaluateAll((spans) => new Set(spans.map((span) => /mtk\d+/.exec(span.className)?.[0])).size);

  it(
    'is told to who waits for a command, once',
    step(async () => {
      const { editor, messages, palette } = workbench;
      await editor.squiggles('error').first().waitFor();
      await editor.goToEndOf('key: prod/myapp/d');
      await palette.run('External Secrets: Connect Store');
      await messages.question('Allow External Secrets');
      await killNext();
      const { text } = await messages.question('The language server stopped');
      assert.equal(text, 'The language server stopped while the command ran. It is being started again.');
      const told = (await messages.notices()).filter((notice) => /stopped|crashed|failed|error/i.test(notice.text));
      assert.equal(told.length, 1);
      await workbench.picture('0-told');
      await messages.answer('Allow External Secrets', 'Cancel');
      await palette.run('Notifications: Clear All Notifications');
    }),
  );

  it(
    'comes back by itself, with its findings, the vault and what was written, and nothing is said',
    step(async () => {
      const { editor, messages, palette } = workbench;
      await editor.squiggles('error').first().waitFor();
      await editor.goToEndOf('key: prod/myapp/d');
      await palette.run('External Secrets: Connect Store');
      await messages.connect();
      await editor.goToEndOf('key: prod/myapp/d');
      await editor.type('a');
      await killNext();
      await editor.type('t');
      await editor.complete('prod/myapp/database');
      await workbench.picture('1-back');
      await editor.choose('prod/myapp/database');
      await editor.squiggles('error').first().waitFor();
      await editor.shows(/\n {8}key: prod\/myapp\/database\n/);
      assert.deepEqual(await messages.notices(), []);
      await editor.save();
      assert.match(readFileSync(join(opened.folder, file), 'utf8'), /\n {8}key: prod\/myapp\/database\n---/);
    }),
  );

  it(
    'stays down once it was killed again and again, which the status says, and colours stay',
    step(async () => {
      const { editor, messages } = workbench;
      const before = await colours();
      let deaths = 1;
      for (let pid = await killNext(); pid !== 0; pid = await killNext(pid)) deaths++;
      await messages.status(/External Secrets stopped.*stopped several times in a row\. Choose this item to restart it/);
      assert.ok(deaths <= 5, `restarted after ${deaths} deaths`);
      assert.deepEqual(await messages.notices(), []);
      await editor.goToEndOf('secretKey: password');
      await editor.type('s');
      await editor.line('secretKey: passwords').first().waitFor();
      assert.equal(await colours(), before);
      await workbench.picture('2-stopped');
      await workbench.theme('light');
      await messages.clickStatus(/External Secrets stopped/);
      const actions = (await workbench.palette.picks('Restart Server')).join('\n');
      assert.match(actions, /Show Output/);
      await workbench.picture('3-actions-light');
    }),
  );

  it(
    'is restarted from there, and knows what was written and connected meanwhile',
    step(async () => {
      const { editor, messages, palette } = workbench;
      await palette.pick('Restart Server');
      await editor.squiggles('error').first().waitFor();
      await editor.goToEndOf('key: prod/myapp/database');
      await messages.status(/aws-secretsmanager/);
      assert.match(await editor.hover('prod/myapp/database', 'Database credentials for myapp'), /us-east-1/);
      assert.deepEqual(await messages.notices(), []);
      await workbench.picture('4-restarted-light');
    }),
  );
});
