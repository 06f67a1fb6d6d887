import { type Phrase, phrase, verbatim } from '../../localisation.ts';
import { knownAt } from '../../model/known.ts';
import { isObject } from '../../model/references.ts';
import type { Use } from './needs.ts';
import { distinct, grouped, type PolicyPiece, type StoreNeeds, serviceAccountOf } from './policy.ts';

/** For each identity and namespace that a store of the `kubernetes` provider reads: a Role with exactly those Secrets, and its binding. */
export function kubernetesPolicies(stores: readonly StoreNeeds[]): readonly PolicyPiece[] {
  const groups = grouped(stores, (store) => JSON.stringify([namespaceOf(store), subjectOf(store)]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const namespace = namespaceOf(first);
    const uses = group.flatMap((store) => store.uses);
    const subject = subjectOf(first);
    return {
      title: phrase('Role for {0} in namespace {1}', subject.title, namespace),
      language: 'yaml' as const,
      text: [role(namespace, uses), binding(namespace, subject.lines)].join('---\n'),
      notes: [
        phrase('Apply it in the cluster that has the Secrets.'),
        ...(uses.some(({ kind }) => kind === 'find')
          ? [phrase('A find lists all Secrets of the namespace with their values, which cannot be narrowed.')]
          : []),
      ],
    };
  });
}

interface Subject {
  readonly title: Phrase;
  readonly lines: readonly string[];
}

/** Whom the API server sees. What a token or a certificate says of its owner stands in a Secret, which is not read. */
function subjectOf({ config }: StoreNeeds): Subject {
  const auth = isObject(config.config['auth']) ? config.config['auth'] : {};
  const account = serviceAccountOf(config, auth['serviceAccount']);
  if (account === undefined) {
    const lines = ['kind: User', 'name: "<user>"', 'apiGroup: rbac.authorization.k8s.io'];
    return { title: phrase('the login of {0}', config.name), lines };
  }
  const lines = ['kind: ServiceAccount', `name: ${scalar(account.name)}`, `namespace: ${scalar(account.namespace)}`];
  return { title: verbatim(`ServiceAccount ${account.namespace}/${account.name}`), lines };
}

/** ESO's default is `default`, whatever the namespace of the store. */
function namespaceOf({ entry }: StoreNeeds): string {
  const known = knownAt(entry.resource, ['spec', 'provider', 'kubernetes'], ['remoteNamespace']);
  if (known.state === 'absent') return 'default';
  return known.state === 'value' && typeof known.value === 'string' ? known.value : '<namespace>';
}

function role(namespace: string, uses: readonly Use[]): string {
  const named = (kinds: readonly Use['kind'][]) => uses.filter((use) => kinds.includes(use.kind) && 'key' in use);
  const keys = (chosen: readonly Use[]) => distinct(chosen.flatMap((use) => ('key' in use ? [use.key] : [])));
  const pushed = named(['push']);
  const deleted = pushed.filter((use) => use.kind === 'push' && use.deletes);
  const rules = [
    rule(['get'], keys(named(['value', 'metadata']))),
    rule(['get', 'update'], keys(pushed)),
    rule(['delete'], keys(deleted)),
    // Neither can be narrowed to names.
    ...(pushed.length > 0 ? [rule(['create'])] : []),
    ...(uses.some(({ kind }) => kind === 'find') ? [rule(['get', 'list'])] : []),
  ];
  return `${head('Role', namespace)}rules:\n${rules.join('')}`;
}

/** Without names it is for all Secrets of the namespace; with an empty list of them it is for none, and left out. */
function rule(verbs: readonly string[], names?: readonly string[]): string {
  if (names?.length === 0) return '';
  const only = names === undefined ? '' : `    resourceNames:\n${names.map((name) => `      - ${scalar(name)}\n`).join('')}`;
  return `  - apiGroups: [""]\n    resources: [secrets]\n${only}    verbs: [${verbs.join(', ')}]\n`;
}

function binding(namespace: string, [first = '', ...others]: readonly string[]): string {
  const subject = [`  - ${first}`, ...others.map((line) => `    ${line}`)].join('\n');
  const reference = 'roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: external-secrets-reader\n';
  return `${head('RoleBinding', namespace)}${reference}subjects:\n${subject}\n`;
}

function head(kind: string, namespace: string): string {
  const metadata = `metadata:\n  name: external-secrets-reader\n  namespace: ${scalar(namespace)}\n`;
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\n${metadata}`;
}

/** Names of Kubernetes stand as they are; any other text of a manifest is quoted, as JSON is YAML too. */
function scalar(text: string): string {
  return /^[a-z]([-a-z0-9.]*[a-z0-9])?$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/.test(text)
    ? text
    : JSON.stringify(text);
}
