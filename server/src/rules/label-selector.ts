import { fieldPlaces } from '../model/fieldPlaces.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isAbsent, isOpen, knownAt, writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';
import { changeText } from './sameStyle.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** Kubernetes, `LabelSelectorAsSelector`, which the controller asks: the CRDs take any text for an operator. */
export const labelSelector: Rule = {
  meta: {
    id: 'label-selector',
    severity: 'error',
    kinds: ['ClusterExternalSecret', 'ClusterSecretStore', 'PushSecret', 'ClusterPushSecret'],
    needs: 'document',
    summary: 'An expression of a label selector is not one that Kubernetes can read.',
    why: "The API server stores any operator. The controller cannot make a selector of it, and nothing is selected: `\"in\" is not a valid label selector operator`, `for 'in', 'notin' operators, values set can't be empty`, `values set must be empty for exists and does not exist`.",
    bad: `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata:
  name: registry-login
spec:
  namespaceSelectors:
    - matchExpressions:
        - key: team
          operator: in
          values: [payments]
  externalSecretSpec:
    secretStoreRef:
      name: vault
      kind: ClusterSecretStore
    dataFrom:
      - extract:
          key: shared/registry
`,
    good: `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata:
  name: registry-login
spec:
  namespaceSelectors:
    - matchExpressions:
        - key: team
          operator: In
          values: [payments]
  externalSecretSpec:
    secretStoreRef:
      name: vault
      kind: ClusterSecretStore
    dataFrom:
      - extract:
          key: shared/registry
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    return (SELECTORS[resource.kind ?? ''] ?? [])
      .flatMap((selector) => fieldPlaces(resource, `${selector}.matchExpressions[]`))
      .flatMap(({ path }) => judge(resource, path));
  },
};

const pushSelectors = (spec: string) => [
  `${spec}.selector.secret.selector`,
  `${spec}.secretStoreRefs[].labelSelector`,
  `${spec}.dataTo[].storeRef.labelSelector`,
];

const SELECTORS: Readonly<Record<string, readonly string[]>> = {
  ClusterExternalSecret: ['spec.namespaceSelector', 'spec.namespaceSelectors[]'],
  ClusterSecretStore: ['spec.conditions[].namespaceSelector'],
  PushSecret: pushSelectors('spec'),
  ClusterPushSecret: ['spec.namespaceSelectors[]', ...pushSelectors('spec.pushSecretSpec')],
};

function judge(resource: ResourceNode, path: Path): readonly Finding[] {
  const operator = writtenText(resource, [...path, 'operator']);
  if (operator === undefined) return [];
  const meant = OPERATORS.find((known) => known.toLowerCase() === operator.toLowerCase());
  if (meant !== operator) {
    const advice = meant === undefined ? `It can be ${OPERATORS.join(', ')}.` : `Case matters: write "${meant}".`;
    const message = `No selector can be made of this, and nothing is selected: the operator is none that Kubernetes knows. ${advice}`;
    const fixes = meant === undefined ? [] : changeText(resource, [...path, 'operator'], meant, true);
    return [finding([...path, 'operator'], message, fixes)];
  }
  const isSet = operator === 'In' || operator === 'NotIn';
  const values = knownAt(resource, path, ['values']);
  const isList = values.state === 'value' && Array.isArray(values.value) && !isOpen(resource.nodeAt([...path, 'values']));
  const isEmpty = isAbsent(resource, path, ['values']) || (isList && (values.value as readonly unknown[]).length === 0);
  if (isSet && isEmpty) {
    return [
      finding([...path, 'operator'], `${operator} needs values: no selector can be made without them, and nothing is selected.`),
    ];
  }
  if (!isSet && isList && !isEmpty) {
    const message = `${operator} takes no values: no selector can be made with them, and nothing is selected. Remove them, or use In.`;
    return [finding([...path, 'operator'], message, changeText(resource, [...path, 'operator'], isNegative(operator), false))];
  }
  return [];
}

function isNegative(operator: string): string {
  return operator === 'Exists' ? 'In' : 'NotIn';
}

function finding(path: Path, message: string, fixes: readonly Fix[] = []): Finding {
  const at = { path, part: 'value' } as const;
  return { rule: 'label-selector', severity: 'error', at, message, ...(fixes.length === 0 ? {} : { fixes }) };
}
