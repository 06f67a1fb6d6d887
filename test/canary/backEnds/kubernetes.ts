import { type Answer, startScriptedHttp } from '../../support/scriptedHttp.ts';
import { authority } from './authority.ts';
import { type CanaryBackEnd, faultOf, type Plant } from './backEnd.ts';

const names = ['app', 'other'];

/** A Secret with all that may be in one. An API server that is asked for metadata does not send it: one that does must find no use made of it. */
function secretOf(name: string, plant: Plant) {
  const data = { username: encoded(plant()), password: encoded(plant()) };
  return {
    kind: 'Secret',
    metadata: {
      name,
      namespace: 'default',
      labels: { team: 'shop' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data }), note: plant() },
    },
    type: 'Opaque',
    data,
    stringData: { clear: plant() },
  };
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** An API server whose tables do not tell the keys, so that the whole Secret is read. */
function answerTo(url: string, accept: string, plant: Plant): Answer {
  const path = url.replace(/\?.*$/, '');
  if (path === '/version') return { status: 200, json: { gitVersion: 'v1.34.0' } };
  if (path === '/api/v1/namespaces/default/secrets')
    return { status: 200, json: { metadata: {}, items: names.map((name) => secretOf(name, plant)) } };
  const name = names.find((one) => path === `/api/v1/namespaces/default/secrets/${one}`);
  if (name === undefined) return { status: 404, json: { kind: 'Status', code: 404, reason: 'NotFound', message: plant() } };
  const secret = secretOf(name, plant);
  if (!accept.includes('as=Table')) return { status: 200, json: secret };
  const columnDefinitions = ['Name', 'Type', 'Data', 'Age'].map((column) => ({ name: column }));
  return {
    status: 200,
    json: { kind: 'Table', columnDefinitions, rows: [{ cells: [name, 'Opaque', 2, '1d'], object: secret }] },
  };
}

/** Secrets of a cluster. */
export const kubernetesCanary: CanaryBackEnd = {
  id: 'kubernetes',
  async start(plant) {
    const tls = authority.issue('127.0.0.1');
    const server = await startScriptedHttp(({ url, headers }) => answerTo(url, headers.accept ?? '', plant), tls);
    const cluster = { server: server.url, 'certificate-authority-data': encoded(authority.cert) };
    const kubeconfig = {
      'current-context': 'canary',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { token: 'token-of-the-user' } }],
      contexts: [{ name: 'canary', context: { cluster: 'c', user: 'u', namespace: 'default' } }],
    };
    return {
      store: {
        name: 'kubernetes',
        provider: 'kubernetes',
        config: {},
        keys: names,
        files: { '.kube/config': JSON.stringify(kubeconfig) },
        proofs: ['username'],
      },
      fault: faultOf(server),
    };
  },
};
