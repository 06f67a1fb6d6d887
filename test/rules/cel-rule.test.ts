import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { rulesBelow } from '../../server/src/schema/cel/celRules.ts';
import { fileOfRef, type Structure } from '../../server/src/schema/structure.ts';
import { tell } from '../support/applyFixes.ts';

const store = (provider: string, fields: string, kind = 'SecretStore'): string =>
  `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata:\n  name: a\nspec:\n  provider:\n    ${provider}:\n${indented(fields, 6)}`;
const push = (fields: string): string =>
  `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata:\n  name: a\nspec:\n  secretStoreRefs: [{name: a}]\n  selector: {secret: {name: a}}\n${indented(fields, 2)}`;
const clusterPush = (fields: string): string =>
  `apiVersion: external-secrets.io/v1alpha1\nkind: ClusterPushSecret\nmetadata:\n  name: a\nspec:\n  pushSecretSpec:\n    secretStoreRefs: [{name: a}]\n    selector: {secret: {name: a}}\n${indented(fields, 4)}`;
const gitlab = (fields: string): string =>
  `apiVersion: generators.external-secrets.io/v1alpha1\nkind: GitlabDeployToken\nmetadata:\n  name: a\nspec:\n${indented(fields, 2)}`;
const clusterGitlab = (fields: string): string =>
  `apiVersion: generators.external-secrets.io/v1alpha1\nkind: ClusterGenerator\nmetadata:\n  name: a\nspec:\n  kind: GitlabDeployToken\n  generator:\n    gitlabDeployTokenSpec:\n${indented(fields, 6)}`;

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by)).replace(/\n?$/, '\n');
}

const ref = '{name: a, key: b}';
const crd = 'server: {url: https://x}\nresource: {group: g, version: v1, kind: Foo}\n';
const openBao = 'server: https://x\nauth: {tokenSecretRef: {name: a}}\n';
const nebius = 'apiDomain: api.nebius.cloud:443\n';
const pulumi = 'organization: o\nproject: p\nenvironment: e\n';
const deployToken = 'auth: {token: {secretRef: {name: a, key: b}}}\nname: x\nscopes: [read_registry]\n';
const owner = (more: string) => `{apiVersion: v1, kind: Secret, name: x, uid: u${more}}`;
const uuid = (metadata: string) =>
  `apiVersion: generators.external-secrets.io/v1alpha1\nkind: UUID\nmetadata: {name: a, ${metadata}}\nspec: {}\n`;
const once = '"exactly one of value or secretRef must be set"';

/** Of every rule of the CRDs: manifests that break it with the token that is marked, and one that keeps it. */
const cases: readonly {
  readonly says: string;
  readonly bad: readonly (readonly [string, string])[];
  readonly good: readonly string[];
}[] = [
  {
    says: 'customSessionTags cannot contain automatically injected reserved keys: esoNamespace, esoStoreName, esoStoreKind',
    bad: [
      [store('aws', 'service: SecretsManager\nregion: r\ncustomSessionTags:\n  team: x\n  esoNamespace: y1'), 'esoNamespace'],
      [
        store('aws', 'service: SecretsManager\nregion: r\ncustomSessionTags: {esoStoreName: a, esoStoreKind: b}'),
        'customSessionTags',
      ],
    ],
    good: [store('aws', 'service: SecretsManager\nregion: r\ncustomSessionTags: {team: a}')],
  },
  {
    says: 'one of auth or authRef is required',
    bad: [[store('crd', crd), 'crd']],
    good: [store('crd', `${crd}authRef: ${ref}`)],
  },
  {
    says: 'at most one of the fields in [auth authRef] may be set',
    bad: [[store('crd', `${crd}authRef: ${ref}\nauth: {serviceAccount: {name: a}}`), 'crd']],
    good: [store('crd', `${crd}auth: {serviceAccount: {name: a}}`)],
  },
  {
    says: "Exactly one of 'secretRef' or 'oidcConfig' must be specified",
    bad: [
      [store('doppler', 'auth: {}'), 'auth'],
      [
        store('doppler', `auth: {secretRef: {dopplerToken: ${ref}}, oidcConfig: {identity: i, serviceAccountRef: {name: a}}}`),
        'auth',
      ],
    ],
    good: [store('doppler', `auth: {secretRef: {dopplerToken: ${ref}}}`)],
  },
  {
    says: 'either serviceAccountCredsSecretRef or tokenSecretRef must be set',
    bad: [[store('nebiusmysterybox', `${nebius}auth: {}`), 'auth']],
    good: [store('nebiusmysterybox', `${nebius}auth: {tokenSecretRef: ${ref}}`)],
  },
  {
    says: 'at most one of the fields in [vault environment] may be set',
    bad: [
      [
        store('onepasswordSDK', `vault: v\nenvironment: e\nauth: {serviceAccountSecretRef: ${ref}}`, 'ClusterSecretStore'),
        'onepasswordSDK',
      ],
    ],
    good: [store('onepasswordSDK', `vault: v\nauth: {serviceAccountSecretRef: ${ref}}`)],
  },
  {
    says: 'exactly one of the fields in [roleId roleRef] must be set',
    bad: [[store('openBao', `server: https://x\nauth: {appRole: {path: p, secretRef: ${ref}}}`), 'appRole']],
    good: [store('openBao', `server: https://x\nauth: {appRole: {path: p, roleId: r, secretRef: ${ref}}}`)],
  },
  {
    says: 'exactly one of the fields in [appRole tokenSecretRef userPass] must be set',
    bad: [[store('openBao', 'server: https://x\nauth: {}'), 'auth']],
    good: [store('openBao', openBao)],
  },
  {
    says: 'at most one of the fields in [caBundle caProvider] may be set',
    bad: [[store('openBao', `${openBao}caBundle: YQ==\ncaProvider: {type: Secret, name: a, key: b}`), 'openBao']],
    good: [store('openBao', `${openBao}caBundle: YQ==`)],
  },
  {
    says: "Exactly one of 'accessToken' or 'oidcConfig' must be specified",
    bad: [[store('pulumi', `${pulumi}auth: {}`), 'auth']],
    good: [store('pulumi', `${pulumi}auth: {accessToken: {secretRef: ${ref}}}`)],
  },
  {
    says: "Exactly one of 'auth' or deprecated 'accessToken' must be specified",
    bad: [
      [store('pulumi', pulumi), 'pulumi'],
      [store('pulumi', `${pulumi}accessToken: {secretRef: ${ref}}\nauth: {accessToken: {secretRef: ${ref}}}`), 'pulumi'],
    ],
    good: [store('pulumi', `${pulumi}accessToken: {secretRef: ${ref}}`)],
  },
  {
    says: once.slice(1, -1),
    bad: ['token', 'username', 'password'].map((field) => {
      const others = ['username', 'password'].filter((name) => name !== field).map((name) => `${name}: {value: x}\n`);
      return [store('secretserver', `serverURL: https://x\n${others.join('')}${field}: {}`), field] as const;
    }),
    good: [store('secretserver', `serverURL: https://x\nusername: {value: x}\npassword: {secretRef: ${ref}}`)],
  },
  {
    says: 'either token, or both username and password, must be set',
    bad: [[store('secretserver', 'serverURL: https://x\nusername: {value: x}'), 'secretserver']],
    good: [store('secretserver', `serverURL: https://x\ntoken: {secretRef: ${ref}}`)],
  },
  {
    says: 'storeRef must specify either name or labelSelector',
    bad: [
      [push('dataTo:\n  - storeRef: {kind: SecretStore}'), 'storeRef'],
      [clusterPush('dataTo: [{storeRef: {}}]'), 'storeRef'],
      [push('dataTo:\n  - match: {regexp: x}'), 'match'],
    ],
    good: [push('dataTo:\n  - storeRef: {name: a}'), clusterPush('dataTo: [{storeRef: {labelSelector: {}}}]')],
  },
  {
    says: 'remoteKey and rewrite are mutually exclusive: rewrite is only supported in per-key mode (without remoteKey)',
    bad: [[push('dataTo:\n  - remoteKey: x\n    storeRef: {name: a}\n    rewrite: [{transform: {template: x}}]'), 'rewrite']],
    good: [push('dataTo:\n  - remoteKey: x\n    storeRef: {name: a}\n    rewrite: []')],
  },
  {
    says: 'exactly one of regexp or transform must be set',
    bad: [
      [
        push(
          'dataTo:\n  - storeRef: {name: a}\n    rewrite:\n      - transform: {template: x}\n        regexp: {source: a, target: b}',
        ),
        'regexp',
      ],
    ],
    good: [push('dataTo:\n  - storeRef: {name: a}\n    rewrite: [{regexp: {source: a, target: b}}]')],
  },
  {
    says: 'exactly one of projectID or groupID must be set',
    bad: [
      [gitlab(deployToken), 'spec'],
      [clusterGitlab(`${deployToken}projectID: "1"\ngroupID: "2"`), 'gitlabDeployTokenSpec'],
    ],
    good: [gitlab(`${deployToken}projectID: "1"`), clusterGitlab(`${deployToken}groupID: "1"`)],
  },
  // Not of the CRDs, but the API server's own.
  {
    says: 'finalizer orphan and foregroundDeletion cannot be both set',
    bad: [[uuid('finalizers: [orphan, foregroundDeletion]'), 'finalizers']],
    good: [uuid('finalizers: [orphan, a/b]')],
  },
  {
    says: 'Only one reference can have Controller set to true',
    bad: [[uuid(`ownerReferences: [${owner(', controller: true')}, ${owner(', controller: true')}]`), 'ownerReferences']],
    good: [uuid(`ownerReferences: [${owner(', controller: true')}, ${owner(', controller: false')}, ${owner('')}]`)],
  },
  {
    says: '/v1, Kind=Event is disallowed from being an owner',
    bad: [[uuid('ownerReferences: [{apiVersion: v1, kind: Event, name: x, uid: u}]'), 'kind']],
    good: [uuid(`ownerReferences: [${owner('')}]`)],
  },
];

async function celFindings(text: string): Promise<readonly (readonly [string, string])[]> {
  const found = await tell(text);
  return found
    .filter(({ rule }) => rule === 'cel-rule')
    .map(({ marked, message }) => [marked, /"(.*)"(?=\.)/.exec(message)?.[1] ?? message]);
}

describe('cel-rule', () => {
  for (const { says, bad, good } of cases) {
    it(`says: ${says}`, async () => {
      for (const [text, marked] of bad) {
        const found = (await tell(text)).filter(({ rule }) => rule === 'cel-rule');
        assert.deepEqual(
          found.map((finding) => finding.marked),
          [marked],
          text,
        );
        assert.ok(found[0]?.message.includes(`: "${says}".`), found[0]?.message);
      }
      for (const text of good) assert.deepEqual(await celFindings(text), [], text);
    });
  }

  it('knows every rule of every bundled version', async () => {
    const schemas = createNodeSchemaSource();
    const shown = new Set(cases.map(({ says }) => says));
    const files = new Set<string>();
    const collect = async (file: string): Promise<void> => {
      if (files.has(file)) return;
      files.add(file);
      const structure = await schemas.structure(file);
      for (const reference of referencesOf(structure)) await collect(fileOfRef(reference));
    };
    for (const version of schemas.versions)
      for (const { schema } of (await schemas.load(version))?.kinds ?? []) await collect(schema);
    const rules = (await Promise.all([...files].map(async (file) => rulesBelow((await schemas.structure(file)) ?? {})))).flat();
    assert.ok(rules.length >= 17);
    assert.deepEqual(
      [...new Set(rules.map(({ message }) => message))].filter((message) => !shown.has(message ?? '')),
      [],
    );
  });

  it('judges by the schemas of the ESO version', async () => {
    const text = store('doppler', 'auth: {}');
    assert.deepEqual(
      (await tell(text, '1.3.2')).map(({ rule }) => rule),
      ['cel-rule'],
    );
    assert.deepEqual(
      (await tell(text, '0.16.2')).map(({ rule }) => rule),
      ['missing-field'],
    );
  });

  it('waits until nothing is missing, of the wrong type or unknown', async () => {
    const text = push('dataTo:\n  - storeRef: {}');
    assert.equal((await celFindings(text)).length, 1);
    assert.deepEqual(await celFindings(text.replace('selector: {secret: {name: a}}', 'selector: {secret: 1}')), []);
    assert.deepEqual(await celFindings(text.replace('secretStoreRefs: [{name: a}]', 'refreshInterval: 1h')), []);
    assert.deepEqual(await celFindings(text.replace('storeRef: {}', 'storeRef: {nam: a}')), []);
    assert.equal((await celFindings(text.replace('name: a}}', 'name: A_}}'))).length, 1);
  });

  it('says nothing where template text decides', async () => {
    const vault = (line: string): string => store('onepasswordSDK', `vault: v\n${line}\nauth: {serviceAccountSecretRef: ${ref}}`);
    assert.equal((await celFindings(vault('environment: e'))).length, 1);
    assert.deepEqual(await celFindings(vault('environment: {{ .Values.e }}')), []);
    assert.deepEqual(await celFindings(vault('{{- if .Values.e }}\n      environment: e\n      {{- end }}')), []);
    assert.deepEqual(
      await celFindings(store('openBao', 'server: https://x\nauth:\n  {{- toYaml .Values.auth | nindent 8 }}')),
      [],
    );
    // What is certain stays so whatever a template writes elsewhere.
    const deep = `auth: {secretRef: {dopplerToken: {name: "{{ .n }}", key: b}}, oidcConfig: {identity: i, serviceAccountRef: {name: a}}}`;
    assert.equal((await celFindings(store('doppler', deep))).length, 1);
  });

  it('tells which fields are set', async () => {
    const messageOf = async (text: string): Promise<string> =>
      (await tell(text)).find(({ rule }) => rule === 'cel-rule')?.message ?? '';
    assert.match(
      await messageOf(store('openBao', 'server: https://x\nauth: {}')),
      /None of "appRole", "tokenSecretRef" and "userPass" is set\.$/,
    );
    assert.match(
      await messageOf(store('secretserver', 'serverURL: https://x\nusername: {value: x}')),
      /Of these only "username" is set\.$/,
    );
  });

  it('removes a field that cannot stand there', async () => {
    const text = store('aws', 'service: SecretsManager\nregion: r\ncustomSessionTags:\n  esoNamespace: y1 # why\n  team: x');
    const [finding] = await tell(text);
    assert.equal(finding?.preferred, text.replace(/ *esoNamespace.*\n/, ''));
    const both = store('onepasswordSDK', `vault: v\nenvironment: e\nauth: {serviceAccountSecretRef: ${ref}}`);
    const [choice] = await tell(both);
    assert.equal(choice?.preferred, undefined);
    assert.deepEqual(choice?.fixed, [both.replace('      vault: v\n', ''), both.replace('      environment: e\n', '')]);
  });
});

function referencesOf(structure: Structure | undefined): readonly string[] {
  if (structure === undefined) return [];
  if (structure.$ref !== undefined) return [structure.$ref];
  return Object.values(structure.properties ?? {}).flatMap(referencesOf);
}
