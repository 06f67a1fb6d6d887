import type { OperatorReport } from '../../clusterProtocol.ts';
import type { KubeContext } from '../clusterClient.ts';
import { text } from '../rotation/json.ts';
import { leftovers } from './definitions.ts';
import { type OperatorFacts, usualNamespace } from './detectOperator.ts';
import { valuesOf } from './listKind.ts';

/** Command lines for a terminal. Offered, never run. */
export type Remedies = OperatorReport['remedies'];

const repository: Remedies[number] = {
  title: 'Add the Helm repository of ESO',
  commandLine: 'helm repo add external-secrets https://charts.external-secrets.io',
};

/** How to install ESO: the chart's defaults bring CRDs, webhook and cert-controller. */
export function installing({ name }: KubeContext): Remedies {
  const flags = `-n ${usualNamespace} --create-namespace --kube-context ${quoted(name)}`;
  return [
    repository,
    { title: 'Install ESO', commandLine: `helm install external-secrets external-secrets/external-secrets ${flags}` },
  ];
}

/** How to look at what runs, and to install it anew over what is there. */
export function mending(facts: OperatorFacts, { name }: KubeContext): Remedies {
  const { namespace, release, isGitOps } = installationOf(facts);
  const context = `--context ${quoted(name)}`;
  const looking: Remedies = [
    { title: "Show ESO's Pods", commandLine: `kubectl get pods -n ${namespace} ${context}` },
    {
      title: "Show what ESO's controller says",
      commandLine: `kubectl logs -n ${namespace} -l app.kubernetes.io/name=external-secrets --tail=50 ${context}`,
    },
    {
      title: "Show what ESO's webhook says",
      commandLine: `kubectl logs -n ${namespace} -l app.kubernetes.io/name=external-secrets-webhook --tail=50 ${context}`,
    },
  ];
  // What Argo CD or Flux installed they would take back.
  return isGitOps || release === undefined ? looking : [...looking, ...upgrading(release, namespace, name)];
}

function upgrading(release: string, namespace: string, context: string): Remedies {
  const flags = `-n ${namespace} --reuse-values --kube-context ${quoted(context)}`;
  return [
    repository,
    { title: 'Update the Helm repositories', commandLine: 'helm repo update' },
    { title: 'Upgrade ESO', commandLine: `helm upgrade ${quoted(release)} external-secrets/external-secrets ${flags}` },
  ];
}

/** How to store objects in the version that is served, and to forget the old one (one pair of command lines for each CRD). */
export function migrating(facts: OperatorFacts, { name: context }: KubeContext): Remedies {
  return leftovers(valuesOf(facts.definitions)).flatMap(({ name, storage }) => {
    const patch = JSON.stringify({ status: { storedVersions: [storage] } });
    const flag = `--context ${quoted(context)}`;
    return [
      { title: `Store ${name} anew`, commandLine: `kubectl get ${name} -A -o yaml ${flag} | kubectl replace ${flag} -f -` },
      {
        title: `Then forget the old version of ${name}`,
        commandLine: `kubectl patch crd ${name} --subresource=status --type=merge -p '${patch}' ${flag}`,
      },
    ];
  });
}

interface InstallationTraces {
  readonly namespace: string;
  /** Helm's; undefined where Helm left no trace. */
  readonly release: string | undefined;
  readonly isGitOps: boolean;
}

function installationOf({ deployments, definitions }: OperatorFacts): InstallationTraces {
  const parts = valuesOf(deployments).map(({ deployment }) => deployment);
  const traces = [...parts, ...valuesOf(definitions)];
  const annotation = (key: string) => traces.map((one) => text(one, 'metadata', 'annotations', key)).find(Boolean);
  const namespace = parts.map((one) => text(one, 'metadata', 'namespace')).find(Boolean);
  const isGitOps = traces.some((one) =>
    [...Object.keys(one.metadata['labels'] ?? {}), ...Object.keys(one.metadata['annotations'] ?? {})].some((key) =>
      /^(argocd\.argoproj\.io|helm\.toolkit\.fluxcd\.io|kustomize\.toolkit\.fluxcd\.io)\//.test(key),
    ),
  );
  return {
    namespace: namespace ?? annotation('meta.helm.sh/release-namespace') ?? usualNamespace,
    release: annotation('meta.helm.sh/release-name'),
    isGitOps,
  };
}

/** A word for the shells of all systems: names of contexts may hold anything. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
