import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { externalSecret } from '../lab.ts';
import { createBench } from './bench.ts';

describe('defaults', () => {
  const { refactored, titles } = createBench();
  const data = '  # what\n  data:\n  - secretKey: a\n    remoteRef: {key: b}\n';

  it('are written out for the mapping at the caret', async () => {
    assert.equal(
      await refactored(externalSecret(data, '  target:\n      na│me: x # this\n'), 'Write out 2 defaults'),
      externalSecret(data, '  target:\n      name: x # this\n      creationPolicy: Owner\n      deletionPolicy: Retain\n'),
    );
    assert.equal(
      await refactored(
        externalSecret(data, '  target: {na│me: "x", deletionPolicy: Delete}\n'),
        'Write out the default of creationPolicy',
      ),
      externalSecret(data, '  target: {name: "x", deletionPolicy: Delete, creationPolicy: Owner}\n'),
    );
  });

  it('stand before long lists, where no comment is in the way', async () => {
    const list = data.replace('  # what\n', '').replace('data:', 'da│ta:');
    assert.equal(
      await refactored(externalSecret(list), 'Write out 2 defaults'),
      externalSecret(
        `  refreshInterval: 1h0m0s\n  target:\n    creationPolicy: Owner\n    deletionPolicy: Retain\n${list.replace('│', '')}`,
      ),
    );
    assert.equal(
      await refactored(
        externalSecret(data.replace('data:', 'da│ta:'), '  refreshInterval: 1h\n'),
        'Write out the default of target',
      ),
      externalSecret(`${data}  target:\n    creationPolicy: Owner\n    deletionPolicy: Retain\n`, '  refreshInterval: 1h\n'),
    );
  });

  it('follow the ESO version', async () => {
    const old = createBench({ operatorVersion: '0.16.2' });
    const remoteRef = '  data:\n  - secretKey: a\n    remoteRef:\n      key: │b\n';
    assert.equal(
      await old.refactored(externalSecret(remoteRef), 'Write out 3 defaults'),
      externalSecret(
        `${remoteRef.replace('│', '')}      conversionStrategy: Default\n      decodingStrategy: None\n      metadataPolicy: None\n`,
      ),
    );
  });

  it('are removed where a field only repeats them', async () => {
    assert.equal(
      await refactored(
        externalSecret(data, '  target:\n    creation│Policy: Owner\n    name: x\n    deletionPolicy: Retain\n'),
        'Remove 2 defaults',
      ),
      externalSecret(data, '  target:\n    name: x\n'),
    );
    assert.equal(
      await refactored(
        externalSecret(data, '  target: {creation│Policy: Owner, name: x, deletionPolicy: Retain}\n'),
        'Remove 2 defaults',
      ),
      externalSecret(data, '  target: {name: x}\n'),
    );
    assert.equal(
      await refactored(
        externalSecret(data, '  ta│rget:\n    creationPolicy: Owner\n    deletionPolicy: Retain\n'),
        'Remove 2 defaults',
      ),
      externalSecret(data),
    );
  });

  it('stay where they have a comment, and where something is not certain', async () => {
    const offered = (more: string) => titles(externalSecret(data, more));
    assert.deepEqual(await offered('  target:\n    creation│Policy: Owner # on purpose\n    deletionPolicy: Delete\n'), []);
    assert.deepEqual(await offered('  target:\n    # on purpose\n    creation│Policy: Owner\n    deletionPolicy: Delete\n'), []);
    assert.deepEqual(
      await offered('  target:\n    na│me: a\n    {{- if .x }}\n    creationPolicy: Orphan\n    {{- end }}\n'),
      [],
    );
    assert.deepEqual(
      await offered(
        '  target:\n    na│me: a\n    {{- if .x }}\n    creationPolicy: Owner\n    {{- end }}\n    deletionPolicy: Delete\n',
      ),
      [],
    );
    assert.deepEqual(await offered('  target: &t\n    na│me: a\n'), [], 'an alias would change too');
    assert.deepEqual(
      await offered('  target:\n    <<: {creationPolicy: Orphan}\n    creation│Policy: Owner\n    deletionPolicy: Delete\n'),
      [],
      'it overrides a merge',
    );
    assert.deepEqual(
      await offered('  target:\n    na│me: a\n    creationPolicy:\n    deletionPolicy: Delete\n'),
      [],
      'a null is there already',
    );
    assert.deepEqual(await offered('  target:\n    na│me: a\n    deletionPolicy: Delete\n    $patch: replace\n'), [], 'a patch');
    const created = externalSecret(data, '  refreshPolicy: CreatedOnce\n  target: {name: a}\n').replace('spec:', 'sp│ec:');
    assert.deepEqual(await titles(created), [], 'ESO ignores refreshInterval there');
  });
});

describe('the store of each entry', () => {
  const up = 'Name the store once, in secretStoreRef';
  const down = 'Name the store in each entry';
  const { refactored, titles } = createBench();
  const head = externalSecret('').replace('  secretStoreRef:\n    name: aws-secretsmanager\n', '');
  const source = '    sourceRef:\n      storeRef:\n        name: aws-secretsmanager\n        kind: "SecretStore"\n';
  const entries = (more: string) =>
    `  # first\n  data:\n  - secretKey: a # a\n    remoteRef:\n      key: b\n${more}  dataFrom:\n  - extract:\n      key: c\n${more}  - sourceRef:\n      generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: UUID, name: d}\n`;
  const named = '  refreshInterval: 5m\n  secretStoreRef:\n    name: aws-secretsmanager\n    kind: "SecretStore"\n';
  const namedFirst = '  secretStoreRef:\n    name: aws-secretsmanager\n    kind: "SecretStore"\n  refreshInterval: 5m\n';

  it('moves up', async () => {
    const before = `${head}  refreshInterval: 5m\n${entries(source)}`.replace('storeRef', 'store│Ref');
    assert.equal(await refactored(before, up), head + namedFirst + entries(''));
  });

  it('moves down', async () => {
    const before = (head + named + entries('')).replace('name: aws', 'na│me: aws');
    assert.equal(await refactored(before, down), `${head}  refreshInterval: 5m\n${entries(source)}`);
  });

  it('is left out where the spec names the same', async () => {
    const before = (head + named + entries(source)).replace('sourceRef', 'source│Ref');
    assert.equal(await refactored(before, up), head + named + entries(''));
  });

  it('stays where stores differ, or comments would go', async () => {
    const offered = async (text: string) =>
      (await titles(text.replace('sourceRef', 'source│Ref'))).filter((title) => title === up || title === down);
    const all = head + entries(source);
    assert.deepEqual(await offered(all), [up]);
    assert.deepEqual(await offered(all.replace('name: aws-secretsmanager', 'name: other')), []);
    assert.deepEqual(await offered(all.replace('kind: "SecretStore"', 'kind: ClusterSecretStore')), []);
    assert.deepEqual(await offered(all.replace(source, source.replace('\n', ' # mine\n'))), []);
    assert.deepEqual(await offered(all.replace('name: aws-secretsmanager', 'name: {{ .store }}')), []);
    assert.deepEqual(await offered(head + entries('').replace('key: b\n', `key: b\n${source}`)), [], 'one names none');
  });
});

describe('sorting data', () => {
  const title = 'Sort data by secretKey';
  const { refactored, titles } = createBench();
  const b = '  - secretKey: b # two\n    remoteRef: {key: x}\n';
  const a = "  - secretKey: 'a'\n    remoteRef:\n      # why\n      key: y # one\n";
  const c = '  - {secretKey: c, remoteRef: {key: z}}\n';

  it('moves entries with their comments', async () => {
    assert.equal(
      await refactored(externalSecret(`  data:\n${c}${b}${a}`.replace('data:', 'da│ta:')), title),
      externalSecret(`  data:\n${a}${b}${c}`),
    );
    const last = externalSecret(`  data:\n${b}${a}`.replace('data:', 'da│ta:')).trimEnd();
    assert.equal(await refactored(last, title), externalSecret(`  data:\n${a}${b}`).trimEnd());
    const apart = (first: string, second: string) => externalSecret(`  data:\n${first}\n${second}`);
    assert.equal(await refactored(apart(b, a).replace('  data:', '  da│ta:'), title), apart(a, b));
  });

  it('is not offered where the order means something, or is right', async () => {
    const offered = async (data: string) => (await titles(externalSecret(data.replace('data:', 'da│ta:')))).includes(title);
    assert.equal(await offered(`  data:\n${b}${a}`), true);
    assert.equal(await offered(`  data:\n${a}${b}`), false);
    assert.equal(await offered(`  data:\n  # group\n${b}${a}`), false);
    assert.equal(await offered(`  data:\n${b}  # group\n${a}`), false);
    assert.equal(await offered(`  data:\n${b}${a}\n${c}`), false);
    assert.equal(await offered(`  data:\n${b}${b}${a}`), false);
    assert.equal(await offered(`  data:\n${b.replace('key: x', 'key: &k x')}${a}`), false);
    assert.equal(await offered(`  data:\n${b.replace('key: x', 'key: "{{ .x }}"')}${a}`), false);
    assert.equal(await offered(`  data:\n  {{- if .x }}\n${b}  {{- end }}\n${a}`), false);
  });
});
