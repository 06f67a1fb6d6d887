import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Told, tell } from '../support/applyFixes.ts';

/** An ExternalSecret with the lines of its spec given, indented by two. */
function externalSecret(spec: string): string {
  return `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n${spec}`;
}

const store = '  secretStoreRef: {name: s, kind: ClusterSecretStore}\n';
const extract = '  dataFrom:\n    - extract: {key: k}\n';
const whole = (spec: string) => externalSecret(`${store}${spec}${extract}`);

async function says(text: string, ...expected: readonly string[]): Promise<readonly Told[]> {
  const told = await tell(text);
  assert.deepEqual(
    told.map(({ rule, severity, marked }) => `${severity} ${rule}: ${marked}`),
    expected,
    text,
  );
  return told;
}

describe('missing-store-ref', () => {
  it('marks the spec, or the reference without a name', async () => {
    await says(externalSecret(extract), 'warning missing-store-ref: spec');
    await says(externalSecret('  data: [{secretKey: a, remoteRef: {key: k}}]\n'), 'warning missing-store-ref: spec');
    await says(
      externalSecret(`  secretStoreRef: {kind: ClusterSecretStore}\n${extract}`),
      'warning missing-store-ref: secretStoreRef',
    );
    await says(
      whole('').replace('{key: k}', '{key: k}\n      sourceRef: {storeRef: {kind: SecretStore}}'),
      'warning missing-store-ref: storeRef',
    );
  });
  it('accepts items that need no store of the spec', async () => {
    await says(externalSecret(`${extract}      sourceRef: {storeRef: {name: t}}\n`));
    await says(
      externalSecret('  refreshPolicy: CreatedOnce\n  dataFrom:\n    - sourceRef: {generatorRef: {kind: UUID, name: u}}\n'),
    );
  });
  it('says nothing where a template or a misspelling may be the reference', async () => {
    await says(externalSecret(`  {{- include "store" . | nindent 2 }}\n${extract}`));
    await says(externalSecret(`  secretStoreRef: {{ .Values.store }}\n${extract}`));
    await says(externalSecret(`  secretStoreRef: {name: {{ .Values.store }}}\n${extract}`));
    await says(externalSecret(`  secretStore: {name: s}\n${extract}`), 'error unknown-field: secretStore');
  });
});

describe('generator-in-data', () => {
  it('leaves two sources to the structure', async () => {
    const item = '  data:\n    - secretKey: a\n      remoteRef: {key: k}\n      sourceRef: {generatorRef: {kind: UUID, name: u}';
    await says(externalSecret(`${store}${item}}\n`), 'error generator-in-data: generatorRef');
    const [told] = await tell(externalSecret(`${store}${item}, storeRef: {name: t}}\n`));
    assert.equal(told?.rule, 'wrong-count');
  });
});

describe('generator-api-version', () => {
  const text = (apiVersion: string) =>
    externalSecret(
      `  refreshPolicy: CreatedOnce\n  dataFrom:\n    - sourceRef: {generatorRef: {apiVersion: ${apiVersion}, kind: UUID, name: u}}\n`,
    );
  it('writes the right one', async () => {
    const [told] = await says(text('external-secrets.io/v1'), 'error generator-api-version: external-secrets.io/v1');
    assert.deepEqual(told?.fixed, [text('generators.external-secrets.io/v1alpha1')]);
  });
  it('looks at PushSecrets too', async () => {
    await says(
      'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: a}\nspec:\n  secretStoreRefs: [{name: s}]\n  selector: {generatorRef: {apiVersion: v1, kind: UUID, name: u}}\n  data: [{match: {remoteRef: {remoteKey: k}}}]\n',
      'error generator-api-version: v1',
    );
  });
});

describe('store-kind-not-inherited', () => {
  it('speaks of the same name only, in data too', async () => {
    const data = (ref: string) =>
      externalSecret(`${store}  data:\n    - {secretKey: a, remoteRef: {key: k}, sourceRef: {storeRef: ${ref}}}\n`);
    await says(data('{name: s}'), 'warning store-kind-not-inherited: s');
    await says(data('{name: t}'));
    await says(data('{name: s, kind: SecretStore}'));
  });
});

describe('store-without-query', () => {
  it('is silent where a template may hold the query', async () => {
    await says(
      externalSecret(`${store}  dataFrom:\n    - sourceRef: {storeRef: {name: t}}\n      {{- include "query" . | nindent 6 }}\n`),
    );
  });
});

describe('secret-type-keys', () => {
  const template = (lines: string, rest = extract) =>
    externalSecret(`${store}  target:\n    template:\n      type: kubernetes.io/tls\n${lines}${rest}`);
  const data = (...keys: readonly string[]) =>
    `  data:\n${keys.map((key) => `    - {secretKey: ${key}, remoteRef: {key: k}}\n`).join('')}`;
  const wrong = 'error secret-type-keys: kubernetes.io/tls';

  it('counts the keys of template.data, of data, or of both', async () => {
    const [told] = await says(template('      data: {tls.crt: x}\n'), wrong);
    assert.match(told?.message ?? '', /must have "tls.key":.* This one has "tls.crt"\./);
    await says(template('      data: {tls.crt: x, tls.key: x}\n'));
    await says(template('', data('tls.crt')), wrong);
    await says(template('', data('tls.crt', 'tls.key')));
    await says(template('      data: {tls.crt: x}\n', data('tls.key')), wrong, 'warning unused-secret-key: tls.key');
    await says(template('      mergePolicy: Merge\n      data: {tls.crt: x}\n', data('tls.key')));
  });
  it('wants one of two keys for basic-auth', async () => {
    const basic = (key: string) => template('', data(key)).replace('/tls', '/basic-auth');
    await says(basic('password'));
    await says(basic('pass'), 'error secret-type-keys: kubernetes.io/basic-auth');
  });
  it('is silent where keys cannot all be known', async () => {
    await says(template(''));
    await says(template('      templateFrom: [{literal: "a: {{ .a }}"}]\n', data('a')));
    await says(template('      data:\n        {{- toYaml .Values.data | nindent 8 }}\n', data('a')));
    await says(template('', '  data:\n    - secretKey: {{ .Values.key }}\n      remoteRef: {key: k}\n'));
    await says(template('', data('a')).replace('  target:\n', '  target:\n    creationPolicy: Merge\n'));
  });
});

describe('unused-secret-key', () => {
  const text = (template: string, key = 'password') =>
    externalSecret(`${store}  target:\n    template:\n${template}  data:\n    - secretKey: ${key}\n      remoteRef: {key: k}\n`);
  const unused = 'warning unused-secret-key: password';

  it('speaks of keys that no text of the template names', async () => {
    await says(text('      data: {url: "x{{ now }}"}\n'), unused);
    await says(text('      templateFrom: [{literal: "url: {{ now }}"}]\n'), unused);
    await says(text('      data: {a: b}\n', '"tls.crt"'), 'warning unused-secret-key: "tls.crt"');
  });
  it('is silent where a key is used, wherever that is', async () => {
    await says(text('      data: {url: "x{{ .password }}"}\n'));
    await says(text('      data: {url: x}\n      metadata: {labels: {a: "{{ .password }}"}}\n'));
    await says(text('      data: {url: \'{{ index . "tls.crt" }}\'}\n', 'tls.crt'));
    await says(text('      templateFrom: [{literal: "url: {{ .password }}"}]\n'));
  });
  it('is silent where all keys may be used, or be kept', async () => {
    for (const all of [
      '{{ range $k, $v := . }}{{ $k }}{{ end }}',
      '{{ toJson . }}',
      '{{.}}',
      '{{ . | toYaml }}',
      '{{ template "a" . }}',
    ])
      await says(text(`      data: {all: '${all}'}\n`));
    await says(text('      mergePolicy: Merge\n      data: {url: x}\n'));
    await says(text('      type: Opaque\n'));
    await says(text('      data: {}\n'));
  });
  it('is silent where the template may come from elsewhere', async () => {
    await says(text('      templateFrom: [{configMap: {name: c, items: [{key: a}]}}]\n'));
    await says(text('      data:\n        {{- toYaml .Values.data | nindent 8 }}\n'));
    await says(text('      data:\n        url: {{ .Values.url | quote }}\n'));
    await says(text('      {{- include "more" . | nindent 6 }}\n      data: {url: x}\n'));
  });
});

describe('sync-window-schedule', () => {
  const text = (schedule: string) => whole(`  syncWindows: {kind: deny, windows: [{schedule: "${schedule}", duration: 8h}]}\n`);
  it('says what cannot be read', async () => {
    for (const [schedule, says] of [
      ['0 9 * * 7', /day of the week "7" is not within 0 and 6/],
      ['60 9 * * *', /minute "60" is not within 0 and 59/],
      ['0 9 0 * *', /day of the month "0" is not within 1 and 31/],
      ['0 9 * * FRI-MON', /"FRI-MON" begins after its end/],
      ['*/0 9 * * *', /step "0" of the minute/],
      ['0 9 L * *', /day of the month "L" cannot be read/],
      ['CRON_TZ=UTC 9 * * 1', /time zone/],
      ['@every day', /@every/],
    ] as const) {
      const [told, ...others] = await tell(text(schedule));
      assert.equal(told?.rule, 'sync-window-schedule', schedule);
      assert.equal(told?.marked, `"${schedule}"`);
      assert.match(told?.message ?? '', says);
      assert.deepEqual(others, []);
    }
  });
  it('reads what ESO reads', async () => {
    for (const good of ['0 9 * * MON-FRI', '*/15 0-6,22,23 1/2 jan-Mar ?', '5,10 * * * 0', '@daily', '@every 1h30m'])
      await says(text(good));
  });
});

describe('merge-into', () => {
  const merge = (lines: string) => externalSecret(`${store}${extract}      rewrite: [{merge: ${lines}}]\n`);
  it('wants into with JSON, and warns of it without', async () => {
    await says(merge('{strategy: JSON}'), 'error merge-into: JSON');
    await says(merge('{strategy: JSON, into: a}'));
    await says(merge('{into: a}'), 'warning merge-into: into');
    await says(merge('{}'));
    await says(merge('{strategy: JSON, into: {{ .Values.into }}}'));
  });
});

describe('conversion-without-effect', () => {
  it('takes the line away', async () => {
    const text = externalSecret(
      `${store}  data:\n    - secretKey: a\n      remoteRef:\n        key: k # the key\n        conversionStrategy: Unicode\n`,
    );
    const [told] = await says(text, 'warning conversion-without-effect: conversionStrategy');
    assert.deepEqual(told?.fixed, [text.replace('        conversionStrategy: Unicode\n', '')]);
  });
  it('speaks of extract with a rewrite, not of find, nor of Default', async () => {
    const item = (source: string, rewrite: string) => externalSecret(`${store}  dataFrom: [{${source}${rewrite}}]\n`);
    const query = 'extract: {key: k, conversionStrategy: Unicode}';
    const rewrite = ', rewrite: [{regexp: {source: a, target: b}}]';
    await says(item(query, rewrite), 'warning conversion-without-effect: conversionStrategy');
    await says(item(query, ''));
    await says(item(query, ', rewrite: []'));
    await says(item(query.replace('Unicode', 'Default'), rewrite));
    await says(item('find: {name: {regexp: a}, conversionStrategy: Unicode}', rewrite));
  });
});

describe('guessed-decoding', () => {
  it('speaks of data, extract and find', async () => {
    const told = await says(
      externalSecret(
        `${store}  data: [{secretKey: a, remoteRef: {key: k, decodingStrategy: Auto}}]\n  dataFrom: [{extract: {key: k, decodingStrategy: Auto}}, {find: {name: {regexp: a}, decodingStrategy: None}}]\n`,
      ),
      'information guessed-decoding: Auto',
      'information guessed-decoding: Auto',
    );
    assert.ok(told[0]?.fixed[0]?.includes('remoteRef: {key: k, decodingStrategy: Base64}'));
  });
});

describe('refresh-disabled', () => {
  it('knows every way to write nothing', async () => {
    for (const none of ['"0"', '0s', '0h0m0s', '-1h'])
      await says(whole(`  refreshInterval: ${none}\n`), `warning refresh-disabled: ${none}`);
    for (const some of ['1h', '0h1m', '"60.5s"', '1h0m0s']) await says(whole(`  refreshInterval: ${some}\n`));
  });
  it('changes a written policy', async () => {
    const text = (policy: string) => whole(`  refreshPolicy: ${policy}\n  refreshInterval: "0"\n`);
    const [told] = await says(text('Periodic'), 'warning refresh-disabled: "0"');
    assert.deepEqual(told?.fixed, [text('OnChange'), text('CreatedOnce')]);
    for (const good of told?.fixed ?? []) await says(good);
  });
  it('is silent where a template decides, and for ESO 0.10', async () => {
    await says(whole('  refreshInterval: {{ .Values.interval }}\n'));
    await says(whole('  refreshPolicy: {{ .Values.policy }}\n  refreshInterval: "0"\n'));
    assert.deepEqual(await tell(whole('  refreshInterval: "0"\n').replace('/v1', '/v1beta1'), '0.10.7'), []);
  });
});

describe('refresh-interval-ignored', () => {
  it('takes the interval away', async () => {
    const text = whole('  refreshPolicy: OnChange\n  refreshInterval: 1h # hourly\n');
    const [told] = await says(text, 'information refresh-interval-ignored: refreshInterval');
    assert.deepEqual(told?.fixed, [whole('  refreshPolicy: OnChange\n')]);
    await says(whole('  refreshPolicy: CreatedOnce\n  refreshInterval: "0"\n'));
  });
});

describe('refresh-disabled of what is generated', () => {
  it('is information: to make it once is mostly meant', async () => {
    const made = (more: string) =>
      externalSecret(
        `${store}  refreshInterval: "0"\n  dataFrom:\n    - sourceRef: {generatorRef: {kind: Password, name: p}}\n${more}`,
      );
    await says(made(''), 'information refresh-disabled: "0"');
    await says(made('    - extract: {key: k}\n'), 'warning refresh-disabled: "0"');
    await says(made('  data: [{secretKey: a, remoteRef: {key: k}}]\n'), 'warning refresh-disabled: "0"');
  });
});

describe('regenerated-secret', () => {
  const text = (kind: string, lines = '') =>
    externalSecret(`${lines}  dataFrom:\n    - sourceRef: {generatorRef: {kind: ${kind}, name: u}}\n`);
  it('is a warning by default, information where an interval is chosen', async () => {
    await says(text('SSHKey'), 'warning regenerated-secret: SSHKey');
    const [told] = await says(text('UUID', '  refreshInterval: 24h\n'), 'information regenerated-secret: UUID');
    assert.match(told?.message ?? '', /every 24h\./);
  });
  it('is said of templates that make something up, and not of those that only put salt to it', async () => {
    const made = (value: string, lines = '') =>
      externalSecret(
        `${lines}  target: {template: {data: {a: '${value}'}}}\n  secretStoreRef: {name: s, kind: ClusterSecretStore}\n  dataFrom: [{extract: {key: k}}]\n`,
      );
    const [told] = await says(made('{{ randAlphaNum 32 | b64enc }}'), 'warning regenerated-secret: randAlphaNum');
    assert.match(told?.message ?? '', /another value at every refresh/);
    await says(made('{{ uuidv4 }}', '  refreshInterval: 24h\n'), 'information regenerated-secret: uuidv4');
    await says(made('{{ uuidv4 }}', '  refreshPolicy: CreatedOnce\n'));
    await says(made('{{ .password | bcrypt }}'));
  });
  it('is silent about tokens, and where nothing is made again', async () => {
    await says(text('ECRAuthorizationToken'));
    await says(text('Password', '  refreshPolicy: OnChange\n'));
    await says(text('Password', '  target: {immutable: true}\n'));
    await says(text('Password', '  refreshPolicy: {{ .Values.policy }}\n'));
  });
});

describe('nothing-written', () => {
  it('names what has no effect', async () => {
    const [told] = await says(
      whole('  target: {creationPolicy: None, immutable: true, template: {type: Opaque}}\n'),
      'warning nothing-written: None',
    );
    assert.match(told?.message ?? '', /: template and immutable have no effect\./);
    await says(whole('  target: {creationPolicy: None}\n'));
  });
});

describe('immutable-with-refresh', () => {
  it('speaks only where an interval is written', async () => {
    await says(whole('  refreshInterval: 1h\n  target: {immutable: true}\n'), 'warning immutable-with-refresh: true');
    await says(whole('  target: {immutable: true}\n'));
    await says(whole('  refreshInterval: 1h\n  target: {immutable: false}\n'));
  });
});

describe('sync-windows-without-effect', () => {
  const windows = '  syncWindows: {kind: deny, windows: [{schedule: 0 9 * * 1-5, duration: 8h}]}\n';
  it('speaks where no periodic refresh is', async () => {
    await says(whole(`  refreshPolicy: CreatedOnce\n${windows}`), 'warning sync-windows-without-effect: syncWindows');
    await says(whole(windows));
    await says(whole(`  refreshPolicy: {{ .Values.policy }}\n${windows}`));
  });
});

describe('generic-target', () => {
  it('is an error for a Secret without a template', async () => {
    await says(whole('  target: {manifest: {apiVersion: v1, kind: Secret}}\n'), 'error generic-target: manifest');
    await says(
      whole('  target: {manifest: {apiVersion: v1, kind: Secret}, template: {data: {a: b}}}\n'),
      'information generic-target: manifest',
    );
  });
});

describe('ClusterExternalSecret', () => {
  const cluster = (selector: string) =>
    `apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: {name: a}\nspec:\n${selector}  externalSecretSpec:\n    secretStoreRef: {name: s, kind: ClusterSecretStore}\n    dataFrom: [{extract: {key: k}}]\n`;
  it('must select a namespace', async () => {
    await says(cluster(''), 'warning no-namespace-selected: spec');
    await says(cluster('  namespaceSelectors: []\n'), 'warning no-namespace-selected: namespaceSelectors');
    await says(cluster('  namespaceSelectors: [{}]\n'));
    await says(cluster('  {{- include "selectors" . | nindent 2 }}\n'));
    await says(cluster('  namespaceSelectors:\n    {{- toYaml .Values.selectors | nindent 4 }}\n'));
  });
  it('should not select it by a deprecated field', async () => {
    await says(cluster('  namespaceSelector: {}\n'), 'information deprecated-selector: namespaceSelector');
    await says(cluster('  namespaces: [b]\n'), 'information deprecated-selector: namespaces');
  });
});
