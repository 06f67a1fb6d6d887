import type { OperatorReport } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import { shellLine } from '../../model/shellLine.ts';
import type { KubeContext } from '../clusterClient.ts';
import { text } from '../rotation/json.ts';
import { leftovers } from './definitions.ts';
import { type OperatorFacts, usualNamespace } from './detectOperator.ts';
import { valuesOf } from './listKind.ts';

/** Command lines for a terminal. Offered, never run. */
export type Remedies = OperatorReport['remedies'];

function repository(l10n: Localisation): Remedies[number] {
  return {
    title: l10n.t('Add the Helm repository of ESO'),
    commandLine: 'helm repo add external-secrets https://charts.external-secrets.io',
  };
}

/** How to install ESO: the chart's defaults bring CRDs, webhook and cert-controller. */
export function installing({ name }: KubeContext, l10n: Localisation): Remedies {
  const line = shellLine`helm install external-secrets external-secrets/external-secrets -n ${usualNamespace} --create-namespace --kube-context ${name}`;
  return line === undefined ? [] : [repository(l10n), { title: l10n.t('Install ESO'), commandLine: line }];
}

/** How to look at what runs, and to install it anew over what is there. */
export function mending(facts: OperatorFacts, { name }: KubeContext, l10n: Localisation): Remedies {
  const { namespace, release, isGitOps } = installationOf(facts);
  const logsOf = (part: string) =>
    shellLine`kubectl logs -n ${namespace} -l app.kubernetes.io/name=${part} --tail=50 --context ${name}`;
  const looking = offered([
    [l10n.t("Show ESO's Pods"), shellLine`kubectl get pods -n ${namespace} --context ${name}`],
    [l10n.t("Show what ESO's controller says"), logsOf('external-secrets')],
    [l10n.t("Show what ESO's webhook says"), logsOf('external-secrets-webhook')],
  ]);
  // What Argo CD or Flux installed they would take back.
  return isGitOps || release === undefined ? looking : [...looking, ...upgrading(release, namespace, name, l10n)];
}

function upgrading(release: string, namespace: string, context: string, l10n: Localisation): Remedies {
  const line = shellLine`helm upgrade ${release} external-secrets/external-secrets -n ${namespace} --reuse-values --kube-context ${context}`;
  if (line === undefined) return [];
  return [
    repository(l10n),
    { title: l10n.t('Update the Helm repositories'), commandLine: 'helm repo update' },
    { title: l10n.t('Upgrade ESO'), commandLine: line },
  ];
}

/** How to store objects in the version that is served, and to forget the old one (one pair of command lines for each CRD). */
export function migrating(facts: OperatorFacts, { name: context }: KubeContext, l10n: Localisation): Remedies {
  return leftovers(valuesOf(facts.definitions)).flatMap(({ name, storage }) => {
    // It stands inside quotes.
    if (!/^v\d+((alpha|beta)\d+)?$/.test(storage)) return [];
    const patch = JSON.stringify({ status: { storedVersions: [storage] } });
    const get = shellLine`kubectl get ${name} -A -o yaml --context ${context} | kubectl replace --context ${context} -f -`;
    const start = shellLine`kubectl patch crd ${name} --subresource=status --type=merge -p `;
    const end = shellLine` --context ${context}`;
    const forget = start === undefined || end === undefined ? undefined : `${start}'${patch}'${end}`;
    return offered([
      [l10n.t('Store {0} anew', name), get],
      [l10n.t('Then forget the old version of {0}', name), forget],
    ]);
  });
}

function offered(lines: readonly (readonly [title: string, line: string | undefined])[]): Remedies {
  return lines.flatMap(([title, line]) => (line === undefined ? [] : [{ title, commandLine: line }]));
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
