import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { titleOf } from '../../../server/src/cluster/apply/plan.ts';
import { english } from '../../../server/src/localisation.ts';
import { markOf, planOf } from './support.ts';

const manifest = (kind: string, name: string, more = '', group = 'external-secrets.io/v1') =>
  `apiVersion: ${group}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;
const generator = (kind: string, name: string) => manifest(kind, name, '', 'generators.external-secrets.io/v1alpha1');
const inNamespace = { namespace: 'default' };

describe('planApply', () => {
  it('puts generators and stores before what uses them, cluster-wide ones first, and otherwise keeps the order', () => {
    const kinds = [
      manifest('PushSecret', 'p', '', 'external-secrets.io/v1alpha1'),
      manifest('ExternalSecret', 'b'),
      manifest('ExternalSecret', 'a'),
      manifest('ClusterExternalSecret', 'c'),
      manifest('SecretStore', 's'),
      generator('Password', 'g'),
      manifest('ClusterSecretStore', 's'),
      generator('ClusterGenerator', 'g'),
    ];
    const { objects } = planOf(kinds.join('---\n'), inNamespace);
    assert.deepEqual(
      objects.map(({ address }) => titleOf(address)),
      [
        'ClusterGenerator g',
        'Password default/g',
        'ClusterSecretStore s',
        'SecretStore default/s',
        'ClusterExternalSecret c',
        'ExternalSecret default/b',
        'ExternalSecret default/a',
        'PushSecret default/p',
      ],
    );
  });

  it('leaves kinds of others out, and names them', () => {
    const plan = planOf(`${manifest('Deployment', 'app', '', 'apps/v1')}---\n${manifest('ExternalSecret', 'db')}`, inNamespace);
    assert.deepEqual(plan.leftOut.map(english.of), ["Deployment app: only ESO's kinds are applied; use kubectl for the rest."]);
    assert.equal(plan.objects.length, 1);
  });

  it('takes the namespace of the manifest, else that of the context, and says which', () => {
    const { objects } = planOf(
      `${manifest('ExternalSecret', 'a', '  namespace: shop\n')}---\n${manifest('ExternalSecret', 'b')}`,
      inNamespace,
    );
    assert.deepEqual(
      objects.map(({ address, object, namespaceOfContext }) => [
        address.namespace,
        (object['metadata'] as { namespace: string }).namespace,
        namespaceOfContext,
      ]),
      [
        ['shop', 'shop', false],
        ['default', 'default', true],
      ],
    );
  });

  it('sends nothing of what the server itself keeps, and no last-applied annotation', () => {
    const exported =
      '  uid: 1-2\n  resourceVersion: "7"\n  managedFields: []\n  annotations:\n    team: a\n    kubectl.kubernetes.io/last-applied-configuration: "{}"\nstatus: {}\n';
    const [object] = planOf(manifest('ExternalSecret', 'db', exported), inNamespace).objects;
    assert.equal(
      JSON.stringify(object?.object),
      JSON.stringify({
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'db', annotations: { team: 'a' }, namespace: 'default' },
      }),
    );
  });

  const refusals: readonly (readonly [
    what: string,
    text: string,
    options: Parameters<typeof planOf>[1],
    marked: string,
    says: RegExp,
  ])[] = [
    ['a Helm template', manifest('ExternalSecret', '{{ .Release.Name }}'), inNamespace, '{{ .Release.Name }}', /template text/],
    [
      'a substitution',
      manifest('ExternalSecret', 'db', 'spec:\n  refreshInterval: ${EVERY}\n'),
      inNamespace,
      '${EVERY}',
      /Helm, Flux or another tool/,
    ],
    [
      'YAML with errors',
      manifest('ExternalSecret', 'db', 'spec:\n  a: 1\n  a: 2\n'),
      inNamespace,
      'ExternalSecret',
      /YAML with errors/,
    ],
    [
      'a patch of a kustomization',
      manifest('ExternalSecret', 'db'),
      { ...inNamespace, isPatch: true },
      'ExternalSecret',
      /Kustomize patch/,
    ],
    [
      'a patch by its directive',
      manifest('ExternalSecret', 'db', 'spec:\n  $patch: delete\n'),
      inNamespace,
      'ExternalSecret',
      /Kustomize patch/,
    ],
    [
      'what a kustomization renames',
      manifest('ExternalSecret', 'db'),
      { ...inNamespace, renamedBy: 'file:///w/prod/kustomization.yaml' },
      'metadata',
      /from prod\/kustomization\.yaml: the file alone is not what is meant/,
    ],
    [
      'generateName',
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  generateName: db-\n',
      inNamespace,
      'generateName',
      /no metadata\.name/,
    ],
    [
      'an unknown namespace',
      manifest('ExternalSecret', 'db'),
      {},
      'metadata',
      /names no namespace, and neither does the kubeconfig's context/,
    ],
    ['what the operator keeps', generator('GeneratorState', 'db'), inNamespace, 'GeneratorState', /the operator itself/],
  ];
  for (const [what, text, options, marked, says] of refusals) {
    it(`refuses ${what}, and says why on the right token`, () => {
      const { objects, refused } = planOf(text, options);
      assert.deepEqual([objects.length, refused.length], [0, 1]);
      assert.equal(markOf(refused[0]!), marked);
      assert.match(english.of(refused[0]!.message), says);
    });
  }

  it('needs no namespace for cluster-wide kinds', () => {
    assert.equal(planOf(manifest('ClusterSecretStore', 's')).objects.length, 1);
  });

  it('refuses both of two manifests of one object, each naming the other', () => {
    const { objects, refused } = planOf(
      { 'a.yaml': `# a\n${manifest('SecretStore', 's')}`, 'b.yaml': manifest('SecretStore', 's') },
      inNamespace,
    );
    assert.equal(objects.length, 0);
    assert.deepEqual(
      refused.map(({ message, line }) => [english.of(message).slice(0, 50), line]),
      [
        ['SecretStore default/s is also in b.yaml, line 1: w', 1],
        ['SecretStore default/s is also in a.yaml, line 2: w', 0],
      ],
    );
  });

  it('says where a document of ESO cannot be read at all', () => {
    const { leftOut, objects } = planOf(
      `apiVersion: v1\nkind: List\nitems: []\n---\n- a\napiVersion: external-secrets.io/v1\n`,
      inNamespace,
    );
    assert.equal(objects.length, 0);
    assert.match(leftOut.map(english.of)[0] ?? '', /^The document at line 4 of app\.yaml cannot be read: its YAML has errors\.$/);
  });

  it('names things on one line, without characters that hide others', () => {
    const { leftOut } = planOf(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "a\\nApply\\u202e"\n`, inNamespace);
    assert.match(english.of(leftOut[0]!), /^ConfigMap a Apply: only/);
  });
});
