import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { awsStore, externalSecret } from '../lab.ts';
import { createBench } from './bench.ts';

const fetchAll = 'Fetch all properties of prod/myapp/database by dataFrom.extract';
const expand = 'Expand prod/myapp/database into one data entry per property';

function entry(name: string, more = ''): string {
  return `    - secretKey: ${name}\n      remoteRef:\n        key: "prod/myapp/database"\n        property: ${name}\n${more}`;
}

describe('data to dataFrom.extract', () => {
  it('replaces the entries of one key, as the file is written', async () => {
    const { refactored } = createBench();
    const data = `  data:\n${entry('username')}${entry('password')}`;
    assert.equal(
      await refactored(
        externalSecret(
          data.replace('property: username', 'property: user│name'),
          '  # the target\n  target:\n    name: x # here\n  # credentials\n',
        ),
        fetchAll,
      ),
      externalSecret(
        '  dataFrom:\n    - extract:\n        key: "prod/myapp/database"\n',
        '  # the target\n  target:\n    name: x # here\n  # credentials\n',
      ),
    );
  });

  it('keeps entries of other keys, dashes below their key, and what else all of the group say', async () => {
    const { refactored } = createBench();
    const own = (name: string) =>
      `  - secretKey: ${name}\r\n    remoteRef: {key: prod/myapp/database, property: ${name}, version: AWSPREVIOUS, decodingStrategy: Auto}\r\n    sourceRef:\r\n      storeRef:\r\n        name: aws-secretsmanager\r\n`;
    const other = '  - secretKey: "host"\r\n    remoteRef:\r\n      key: other # not there\r\n';
    const before = externalSecret(`  data:\n${own('a')}${other}${own('b')}`)
      .replace(/\r?\n/g, '\r\n')
      .replace('Key: b', 'Key: │b');
    const extract =
      '  dataFrom:\r\n  - extract:\r\n      key: prod/myapp/database\r\n      version: AWSPREVIOUS\r\n      decodingStrategy: Auto\r\n    sourceRef:\r\n      storeRef:\r\n        name: aws-secretsmanager\r\n';
    assert.equal(await refactored(before, fetchAll), externalSecret(`${extract}  data:\r\n${other}`).replace(/\r?\n/g, '\r\n'));
  });

  it('writes JSON in JSON', async () => {
    const { refactored } = createBench();
    const json = (data: string) => `{
  "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "a"},
  "spec": {
    ${data},
    "secretStoreRef": {"name": "aws-secretsmanager"}
  }
}
`;
    const item = (name: string) => `{"secretKey": "${name}", "remoteRef": {"key": "prod/myapp/database", "property": "${name}"}}`;
    assert.equal(
      await refactored(json(`"data": [${item('a')}, ${item('b')}]`.replace('secretKey', 'secret│Key')), fetchAll),
      json('"dataFrom": [{"extract": {"key": "prod/myapp/database"}}]'),
    );
  });

  it('is offered only where the same comes out, and nothing is lost', async () => {
    const { titles } = createBench();
    const both = `  data:\n${entry('username').replace('secretKey', '│secretKey')}${entry('password')}`;
    const offered = async (data: string, more = '') => (await titles(externalSecret(data, more))).includes(fetchAll);
    assert.equal(await offered(both), true);
    assert.equal(await offered(`  data:\n${entry('username').replace('secretKey', '│secretKey')}`), true, 'one entry');
    const others: Readonly<Record<string, string>> = {
      'another name': both.replace('secretKey: password', 'secretKey: PASSWORD'),
      'a path': both.replaceAll('password', 'a.b'),
      'another version': `${both}        version: "1"\n`,
      'a tag': both.replaceAll('property: ', 'metadataPolicy: Fetch\n        property: '),
      'no property': both.replace('        property: password\n', ''),
      'a comment': both.replace('    - secretKey: password', '    # secret\n    - secretKey: password'),
      'a comment behind data': both.replace('data:', 'data: # all'),
      'a comment behind': both.replace('property: password', 'property: password # secret'),
      'an anchor': both.replace('key: "prod/myapp/database"', 'key: &k "prod/myapp/database"'),
      'template text': both
        .replace('property: password', 'property: {{ .p }}')
        .replace('secretKey: password', 'secretKey: {{ .p }}'),
      'template lines': `${both.replace('    - secretKey: password', '    {{- if .x }}\n    - secretKey: password')}    {{- end }}\n`,
      'another dataFrom': `${both}  dataFrom:\n    - extract:\n        key: other\n`,
    };
    for (const [what, data] of Object.entries(others)) assert.equal(await offered(data), false, what);
    const doppler = awsStore.replace(/ {4}aws:[\s\S]*/, '    doppler: {}\n');
    assert.ok(!(await createBench({ files: { 'file:///w/s.yaml': doppler } }).titles(externalSecret(both))).includes(fetchAll));
  });
});

describe('expanding a secret into its properties', () => {
  const extract = '  dataFrom:\n  - extract:\n      key: prod/myapp/data│base\n      version: AWSCURRENT\n';
  const one = (name: string, more = '      version: AWSCURRENT\n') =>
    `  - secretKey: ${name}\n    remoteRef:\n      key: prod/myapp/database\n      property: ${name}\n${more}`;
  const names = ['username', 'password', 'host', 'port', 'database'];

  it('asks the vault when it is chosen, and writes an entry for each property', async () => {
    const { refactored, lab } = createBench();
    assert.equal(
      await refactored(externalSecret(extract), expand),
      externalSecret(`  data:\n${names.map((name) => one(name)).join('')}`),
    );
    assert.deepEqual(lab.host.vault.calls, ['properties prod/myapp/database']);
  });

  it('adds to the entries that are there, which win already', async () => {
    const { refactored } = createBench();
    const data = '  data:\n  - secretKey: host # ours\n    remoteRef: {key: other}\n';
    const kept = names.filter((name) => name !== 'host').map((name) => one(name));
    assert.equal(await refactored(externalSecret(data + extract), expand), externalSecret(data + kept.join('')));
  });

  it('keeps the other items of dataFrom', async () => {
    const { refactored } = createBench();
    const other = '  - extract: {key: other} # first\n';
    assert.equal(
      await refactored(externalSecret(extract.replace('dataFrom:\n', `dataFrom:\n${other}`)), expand),
      externalSecret(`  data:\n${names.map((name) => one(name)).join('')}  dataFrom:\n${other}`),
    );
  });

  it('puts the properties in place of an entry that fetches all of them', async () => {
    const { refactored } = createBench();
    const last = '  # the last\n  - secretKey: other\n    remoteRef: {key: other}\n';
    const whole = '  data:\n  - secretKey: all\n    remoteRef:\n      key: prod/myapp/│database\n';
    assert.equal(
      await refactored(externalSecret(whole + last), expand),
      externalSecret(`  data:\n${names.map((name) => one(name, '')).join('')}${last}`),
    );
  });

  it('says why it cannot be done', async () => {
    const { host } = createBench().lab;
    assert.equal(host.vault.calls.length, 0);
    const away = createBench();
    away.lab.host.vault.problem = { code: 'unreachable', message: 'The vault does not answer.' };
    assert.equal(await away.reason(externalSecret(extract), expand), 'The vault does not answer.');
    const locked = createBench({ consent: { access: 'allow', confirmedStores: [], readValues: false } });
    assert.match(await locked.reason(externalSecret(extract), expand), /^Reading values is not allowed/);
    const plain = createBench({ secrets: [{ key: 'prod/myapp/database', value: 'just text' }] });
    assert.match(await plain.reason(externalSecret(extract), expand), /has no properties/);
    const whole =
      '  data:\n  - secretKey: all\n    remoteRef:\n      key: prod/myapp/│database\n  - secretKey: host\n    remoteRef: {key: other}\n';
    assert.match(await createBench().reason(externalSecret(whole), expand), /"host" already/);
  });

  it('is not offered where the vault is out of reach, or single entries would fetch something else', async () => {
    const offered = async (data: string, bench = createBench()) => (await bench.titles(externalSecret(data))).includes(expand);
    assert.equal(await offered(extract), true);
    const { consent: _, ...none } = { consent: undefined };
    const unconnected = createBench(none);
    unconnected.lab.host.consent = undefined;
    assert.equal(await offered(extract, unconnected), false, 'not connected');
    assert.equal(await offered(extract, createBench({ trusted: false })), false, 'not trusted');
    assert.equal(
      await offered(extract, createBench({ client: { resolvesActions: false } })),
      false,
      'the editor cannot ask later',
    );
    const others: Readonly<Record<string, string>> = {
      property: `${extract}      property: a\n`,
      rewrite: `${extract}    rewrite:\n    - regexp: {source: a, target: b}\n`,
      'a later item': `${extract}  - find: {name: {regexp: a}}\n`,
      tags: `${extract}      metadataPolicy: Fetch\n`,
      'renamed keys': `${extract}      conversionStrategy: Unicode\n`,
      'a comment': extract.replace('AWSCURRENT', 'AWSCURRENT # now'),
      'a comment behind dataFrom': extract.replace('dataFrom:', 'dataFrom: # all'),
      'a template':
        '  target: {template: {data: {a: "{{ .all }}"}}}\n  data:\n  - secretKey: all\n    remoteRef:\n      key: prod/myapp/│database\n',
    };
    for (const [what, data] of Object.entries(others)) assert.equal(await offered(data), false, what);
  });
});
