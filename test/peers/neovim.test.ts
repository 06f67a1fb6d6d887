import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Neovim, startNeovim } from '../editors/neovim.ts';
import { writeTranscript } from '../editors/transcript.ts';
import { seedThroughApi } from '../support/aws/seedThroughApi.ts';
import { eventually } from './cluster/eventually.ts';
import { writeKubeconfig } from './cluster/kubeconfig.ts';
import { type LabOptions, useLab, whyNoLab } from './cluster/lab.ts';
import { tutorial } from './cluster/manifests.ts';

const root = join(import.meta.dirname, '../..');
const needs: LabOptions = { moto: true };
const missing = existsSync(join(root, 'dist/server/main.cjs')) ? whyNoLab(needs) : 'not built (npm run build)';

const [serviceAccount = '', store = '', externalSecret = ''] = tutorial;
const externalSecretPath = '/apis/external-secrets.io/v1/namespaces/default/externalsecrets/db';
const file = `${store}---\n${externalSecret}`;

const opening = `# A cluster, from Neovim
The second part of [the session in Neovim](neovim-session.md): a store and an ExternalSecret go into a cluster. A test presses these keys before a real API
server and a real operator, ESO 0.20.4, and compares the screens with this page. What differs from session to session (addresses, times) is made the same.`;

/** Part of every value in the vault, and of nothing else: wherever one turned up, it would be found. */
const planted = `planted-${randomBytes(8).toString('hex')}`;

describe('Neovim with the documented configuration, before a real cluster', { skip: missing ?? false, timeout: 300_000 }, () => {
  const lab = useLab(needs);
  const home = mkdtempSync(join(tmpdir(), 'neovim-cluster-'));
  let neovim: Neovim;
  const session = writeTranscript(
    () => neovim,
    'neovim-cluster.md',
    opening,
    (screen) =>
      screen
        .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:45678')
        // Above the outcome stands what the lenses said a moment ago.
        .replace(/^[\s\S]*\n(?=LSP\[)/, '')
        .replace(/(Synced|Valid) [^|]*(?= \|)/g, '$1 just now · next in 59 min'),
  );

  before(async () => {
    const { access, api, moto } = lab();
    const text = JSON.stringify({ password: planted });
    await seedThroughApi(moto?.url ?? '', [{ region: 'us-east-1', name: 'lab/database', text }]);
    assert.equal((await api.apply(serviceAccount)).status, 201);
    const kubeconfig = writeKubeconfig(join(home, 'kubeconfig'), access, { name: 'staging' });
    neovim = await startNeovim({ bin: join(root, 'server/bin'), files: { 'app.yaml': file }, env: { KUBECONFIG: kubeconfig } });
  });
  after(async () => {
    await neovim?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** Neovim asks for lenses anew when no key has been pressed for a second. */
  async function rest(text: string): Promise<void> {
    await eventually(text, async () => {
      await neovim.keys('lh');
      await sleep(1500);
      return (await neovim.screen()).join('\n').includes(text);
    });
  }

  it('connects, applies and force-syncs, each after a question of its own', async () => {
    const { api } = lab();
    await neovim.shows('kind: ExternalSecret');
    session.about(
      'Connecting',
      'Nothing is sent to a cluster before it was connected. Then stands above each manifest what can be done with it; `grx` on that line does it.',
    );
    await session.step(
      ':EsoServer connectCluster<CR>',
      'Connect External Secrets to the cluster of context "staging"?',
      'Type number',
    );
    await session.press('1<CR>');
    await rest('| Connect to AWS');
    await session.step('', 'Apply');
    assert.equal((await api.get(externalSecretPath)).status, 404);

    session.about(
      'Applying',
      'First a dry run by the API server, then a question whose first answer changes nothing, then the wait until all is ready.',
    );
    await session.step(':EsoServer apply<CR>', 'Apply 2 objects', 'Type number');
    assert.equal((await api.get(externalSecretPath)).status, 404);
    await session.step('2<CR>', 'default/db synced, 1 key', 'Press ENTER');
    assert.equal((await api.get(externalSecretPath)).status, 200);
    await session.press('<CR>');
    await rest('Synced');
    await session.step('', 'Force Sync');

    session.about(
      'Forcing a sync',
      'With the caret in the ExternalSecret, or anywhere in the file: all that the file has are meant.',
    );
    await session.step('G:EsoServer forceSync<CR>', 'Force-sync ExternalSecret default/db in context staging?', 'Type number');
    await session.step('2<CR>', 'the data of Secret db are unchanged', 'Press ENTER');
    session.check();
    assert.ok(!session.seen().includes(planted));
  });
});
