import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ClusterPrograms } from '../../../scripts/setup/cluster.ts';
import { freePort } from '../../support/aws/moto.ts';
import { createAuthority } from '../../support/certificates.ts';
import type { Answer, KubernetesApi, KubernetesObject } from './kubernetesApi.ts';
import { listens } from './ports.ts';
import type { Processes } from './processes.ts';

/** What the operator is installed into, and how. */
export interface Installation {
  readonly programs: ClusterPrograms;
  /** Where its certificates are put. */
  readonly folder: string;
  readonly processes: Processes;
  readonly api: KubernetesApi;
  readonly kubeconfig: string;
  /** Further environment of controller and webhook. */
  readonly env: Readonly<Record<string, string>>;
  /** Further flags of the controller. */
  readonly controllerArgs: readonly string[];
}

/** Starts webhook and controller, registers the webhook, and waits until it is asked. The kinds must be served already. */
export async function installOperator(installation: Installation): Promise<void> {
  const { programs, folder, processes, api, kubeconfig, controllerArgs } = installation;
  const env = { KUBECONFIG: kubeconfig, ...installation.env };
  const webhook = makeCertificates(folder);
  const port = await freePort();
  const place = ['--port', String(port), '--cert-dir', webhook.folder, '--dns-name', '127.0.0.1'];
  await processes.start({
    name: 'webhook',
    path: programs.operator,
    // By default it ends after five minutes, because the certificate is not valid for another 90 days.
    args: ['webhook', ...place, '--check-interval', '24h', ...quiet('--healthz-addr')],
    env,
    ready: () => listens(port),
    restarts: true,
  });
  await processes.start({
    name: 'controller',
    path: programs.operator,
    args: ['--controller-class', 'default', ...quiet('--live-addr'), ...controllerArgs],
    env,
    ready: () => Promise.resolve(processes.outputOf('controller').includes('Starting workers')),
    // The provider `fake` of 0.20.4 writes one map from several reconciles, which Go punishes with the end of the program.
    restarts: true,
  });
  await register(api, `https://127.0.0.1:${port}`, webhook.ca);
  await processes.until('the webhook is asked', async () => refusedByWebhook(await api.apply(probe, { dryRun: true })));
}

/** No ports for metrics and health: nothing reads them, and two control planes may run at once. */
function quiet(health: string): readonly string[] {
  return ['--metrics-addr', '0', health, '0'];
}

function makeCertificates(parent: string): { readonly folder: string; readonly ca: string } {
  const folder = join(parent, 'webhook');
  const authority = createAuthority('Test webhook');
  const { key, cert } = authority.issue('127.0.0.1');
  mkdirSync(folder);
  for (const [name, text] of [
    ['ca.crt', authority.cert],
    ['tls.crt', cert],
    ['tls.key', key],
  ] as const)
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  return { folder, ca: authority.cert };
}

/** Creates the CustomResourceDefinitions of files and waits until their kinds are served. Throws where one is refused. */
export async function installDefinitions(api: KubernetesApi, processes: Processes, files: readonly string[]): Promise<void> {
  const documents = files.flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')));
  const definitions = documents.map((document) => document.toJS() as KubernetesObject | null).filter((one) => one !== null);
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  await Promise.all(
    definitions.map(async (definition) => {
      const { status, body } = await api.send('POST', path, definition);
      if (status !== 201) throw new Error(`${definition.metadata?.name}: ${body.message}`);
    }),
  );
  await processes.until('all kinds are served', async () => {
    const { body } = await api.get(path);
    return (body['items'] as readonly KubernetesObject[]).every(isEstablished);
  });
}

function isEstablished({ status }: KubernetesObject): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  return conditions.some((condition) => condition.type === 'Established' && condition.status === 'True');
}

/** As ESO's chart does, but by URL: there is no Service in front of a plain process. */
async function register(api: KubernetesApi, url: string, ca: string): Promise<void> {
  const webhooks = [
    { kind: 'secretstore', scope: 'Namespaced' },
    { kind: 'clustersecretstore', scope: 'Cluster' },
    { kind: 'externalsecret', scope: 'Namespaced' },
  ].map(({ kind, scope }) => ({
    name: `validate.${kind}.external-secrets.io`,
    rules: [
      {
        apiGroups: ['external-secrets.io'],
        apiVersions: ['v1'],
        operations: ['CREATE', 'UPDATE', 'DELETE'],
        resources: [`${kind}s`],
        scope,
      },
    ],
    clientConfig: {
      url: `${url}/validate-external-secrets-io-v1-${kind}`,
      caBundle: Buffer.from(ca).toString('base64'),
    },
    admissionReviewVersions: ['v1', 'v1beta1'],
    sideEffects: 'None',
    timeoutSeconds: 5,
    failurePolicy: 'Fail',
  }));
  const { status, body } = await api.send('POST', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'external-secrets' },
    webhooks,
  });
  if (status !== 201) throw new Error(`the webhook could not be registered: ${body.message}`);
}

/** The schema takes it, the webhook does not. */
const probe = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: probe
`;

function refusedByWebhook({ status, body }: Answer): boolean {
  return status === 403 && (body.message ?? '').includes('either data or dataFrom should be specified');
}
