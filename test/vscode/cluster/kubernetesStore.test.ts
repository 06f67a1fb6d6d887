// A store whose vault is the Secrets of a namespace, in VS Code, with a real API server. The pictures go to test-results/kubernetes-store/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Lab, startLab, whyNoLab } from '../../peers/cluster/lab.ts';
import { takeQuickFix } from '../support/quickFix.ts';
import { TerminalView, terminalSettings } from '../support/terminalView.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from '../ui/steps.ts';

const file = 'external-secret.yaml';
const value = 'made-up-value-of-the-cluster';
const manifests = (namespace: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: cluster
  namespace: default
spec:
  provider:
    kubernetes:
      remoteNamespace: ${namespace}
      auth:
        serviceAccount: {name: reader}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    name: cluster
  data:
    - secretKey: missing
      remoteRef:
        key: databse
        property: username
    - secretKey: wrong
      remoteRef:
        key: database
        property: usernam
    - secretKey: right
      remoteRef:
        key: `;

describe('Kubernetes Secrets as a vault in VS Code', { skip: whyNoLab() ?? false }, () => {
  let lab: Lab;
  let namespace: string;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    lab = await startLab();
    namespace = await lab.namespace('shop');
    const create = (name: string, keys: readonly string[], labels: object) =>
      lab.api.send('POST', `/api/v1/namespaces/${namespace}/secrets`, {
        metadata: { name, labels },
        stringData: Object.fromEntries(keys.map((key) => [key, value])),
      });
    await create('database', ['username', 'password', 'tls.crt'], { team: 'payments' });
    await create('api-token', ['token'], {});
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    writeFileSync(join(folder, file), manifests(namespace));
    const viewport = { width: 1280, height: 900 };
    const env = { KUBECONFIG: lab.kubeconfig };
    workbench = await openWorkbench({ folder, file, env, settings: terminalSettings, viewport, pictures: 'kubernetes-store' });
  });
  after(async () => {
    await workbench?.close();
    await lab?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it(
    'asks about this namespace and this context, and completes the names of Secrets',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await editor.press('Control+End');
      await palette.run('External Secrets: Connect Store');
      const question = await messages.question('Allow External Secrets');
      assert.match(question.text, new RegExp(`Kubernetes Secrets, namespace ${namespace} of 127\\.0\\.0\\.1:\\d+`));
      assert.match(question.text, /kubeconfig context test\?/);
      await workbench.picture('1-consent');
      await messages.connect();
      await editor.press('Control+End');
      await editor.type('d');
      assert.ok((await editor.suggestions('database')).length > 0);
      await workbench.picture('2-keys');
      await editor.choose('database');
    }),
  );

  it(
    'completes the keys of a Secret without reading it',
    step(async () => {
      const { editor } = workbench;
      await editor.press('Enter');
      await editor.type('property: ');
      const labels = await editor.complete('password');
      assert.deepEqual([...labels].sort(), ['password', 'tls.crt', 'username']);
      await workbench.picture('3-properties');
      await editor.choose('password');
    }),
  );

  it(
    'marks the Secret and the key that are not there',
    step(async () => {
      const { panel } = workbench;
      const problems = await panel.problems('"databse" is not in store cluster');
      assert.ok(
        problems.some((problem) => /Did you mean "database"\?/.test(problem)),
        problems.join(' | '),
      );
      const wrong = await panel.problems('has no property "usernam"');
      assert.ok(
        wrong.some((problem) => /Did you mean "username"\? It has: password, tls\.crt, username\./.test(problem)),
        wrong.join(' | '),
      );
      await workbench.picture('4-missing');
      await panel.close();
    }),
  );

  it(
    'shows what is known of a Secret on hover, and no value, also in light',
    step(async () => {
      const { editor } = workbench;
      const card = await editor
        .hover('key: database', 'Kubernetes Secrets')
        .catch(() => editor.hover('database', 'Kubernetes Secrets'));
      assert.match(card, /Tags: team=payments/);
      assert.match(card, /Properties: .*username/);
      await workbench.picture('5-hover');
      await editor.press('Escape');
      await workbench.theme('light');
      await editor.hover('database', 'Kubernetes Secrets');
      await workbench.picture('6-hover-light');
      await workbench.theme('dark');
      assert.doesNotMatch(await workbench.allText(), new RegExp(value));
    }),
  );

  it(
    'creates the missing Secret with kubectl, after a look at the command line',
    step(async () => {
      const { palette, panel } = workbench;
      const terminal = new TerminalView(workbench.page);
      await takeQuickFix(workbench, 'databse', 'Create "databse" in Kubernetes Secrets…', 'Type It in the Terminal');
      await palette.pick('Type It in the Terminal');
      const line = `kubectl --context test --namespace ${namespace} create secret generic databse --from-file username=/dev/stdin`;
      await terminal.text(line);
      await workbench.picture('7-create');
      await panel.close();
      const { status } = await lab.api.get(`/api/v1/namespaces/${namespace}/secrets/databse`);
      assert.equal(status, 404, 'nobody has pressed Enter');
    }),
  );
});
