import { join } from 'node:path';
import { type ClusterAccess, writeKubeconfig } from './kubeconfig.ts';
import { createKubernetesApi, type KubernetesApi } from './kubernetesApi.ts';

/** What a user may do, as RBAC has it. */
export interface Rule {
  /** `''` is the core group. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** A user of the tests. */
export interface UserOptions {
  /** Lower-case letters, digits and dashes; also the name of the context. */
  readonly name: string;
  /** Nothing else is allowed but what everybody may: to ask who one is and what one may do, and which kinds there are. */
  readonly rules: readonly Rule[];
  /** Where the rules hold; absent: in the whole cluster. */
  readonly namespaces?: readonly string[];
}

/** Where users are kept. */
export interface UserPlace {
  readonly api: KubernetesApi;
  readonly access: ClusterAccess;
  /** The namespace of their ServiceAccounts. */
  readonly namespace: string;
  /** Of their kubeconfigs. */
  readonly folder: string;
}

const group = 'rbac.authorization.k8s.io';

/**
 * Makes a user, who is a ServiceAccount with a token for an hour, and returns the path of a kubeconfig. Waits until the rules hold.
 * What is cluster-wide is named after the place's namespace.
 */
export async function addUser(place: UserPlace, { name, rules, namespaces }: UserOptions): Promise<string> {
  const { api, access, folder } = place;
  const accounts = `/api/v1/namespaces/${place.namespace}/serviceaccounts`;
  await must(api, accounts, { metadata: { name } });
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const { status } = await must(api, `${accounts}/${name}/token`, request);
  const { token } = status as { token: string };
  const roleName = `${place.namespace}-${name}`;
  const subjects = [{ kind: 'ServiceAccount', name, namespace: place.namespace }];
  for (const scope of namespaces?.map((one) => `/namespaces/${one}`) ?? ['']) {
    const kind = scope === '' ? 'ClusterRole' : 'Role';
    const path = `/apis/${group}/v1${scope}/${kind.toLowerCase()}`;
    await must(api, `${path}s`, { metadata: { name: roleName }, rules });
    await must(api, `${path}bindings`, {
      metadata: { name: roleName },
      subjects,
      roleRef: { apiGroup: group, kind, name: roleName },
    });
  }
  const own: ClusterAccess = { url: access.url, ca: access.ca, token };
  await untilRulesHold(own, rules, namespaces);
  return writeKubeconfig(join(folder, `${name}.kubeconfig`), own, { name, namespace: namespaces?.[0] ?? 'default' });
}

/** Forgets what a user with rules for the whole cluster leaves behind outside of namespaces. */
export async function removeClusterWide(api: KubernetesApi, namespace: string, name: string): Promise<void> {
  for (const kind of ['clusterrolebindings', 'clusterroles'])
    await api.send('DELETE', `/apis/${group}/v1/${kind}/${namespace}-${name}`);
}

async function must(api: KubernetesApi, path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
  const answer = await api.send('POST', path, body);
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.body.message}`);
  return answer.body;
}

/** The authorizer learns of new roles through a watch. */
async function untilRulesHold(
  access: ClusterAccess,
  rules: readonly Rule[],
  namespaces: readonly string[] = [''],
): Promise<void> {
  const api = createKubernetesApi(access);
  const questions = rules.flatMap((rule) =>
    namespaces.map((namespace) => ({
      namespace,
      group: rule.apiGroups[0],
      resource: rule.resources[0]?.split('/')[0],
      subresource: rule.resources[0]?.split('/')[1],
      verb: rule.verbs[0],
      name: rule.resourceNames?.[0],
    })),
  );
  const patience = Date.now() + 20_000;
  for (const resourceAttributes of questions)
    for (;;) {
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
      const { body } = await api.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review);
      if ((body['status'] as { allowed?: boolean } | undefined)?.allowed) break;
      if (Date.now() > patience) throw new Error(`the user never got its rights: ${JSON.stringify(resourceAttributes)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  api.close();
}
