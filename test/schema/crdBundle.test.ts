import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { hoverAt } from '../../server/src/features/hover/index.ts';
import { readCrdFiles } from '../../server/src/node/crdFiles.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { diagnoseDocument } from '../../server/src/rules/diagnose.ts';
import { createSchemaChooser, type SchemaChooser } from '../../server/src/schema/schemaChooser.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { createLab } from '../features/lab.ts';
import { describeWith, sharedCrds } from '../support/shared.ts';

const base = createNodeSchemaSource();
const scratch = await mkdtemp(join(tmpdir(), 'crds-'));
after(() => rm(scratch, { recursive: true, force: true }));

/** A SecretStore of an ESO that nobody has heard of: `spec.colour` beside a provider that our schemas lack. */
function storeCrd(more: { readonly generation?: number; readonly required?: readonly string[] } = {}): JsonObject {
  const { generation, required = [] } = more;
  const text = (description: string, rest = {}) => ({ type: 'string', description, ...rest });
  const madeup = { type: 'object', description: 'A new provider.', properties: { host: text('Where it is.') }, required };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'secretstores.external-secrets.io', ...(generation === undefined ? {} : { uid: 'u', generation }) },
    spec: {
      group: 'external-secrets.io',
      scope: 'Namespaced',
      names: { kind: 'SecretStore', plural: 'secretstores', shortNames: ['ss'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    colour: text('Paints [it](https://example.com) `red`.\n\nOr blue.', { enum: ['red', 'blue'] }),
                    provider: { type: 'object', properties: { madeup } },
                  },
                  'x-kubernetes-validations': [
                    { rule: "!has(self.colour) || self.colour != 'blue'", message: 'no blue, please' },
                  ],
                },
              },
            },
          },
        },
      ],
    },
  };
}

const store = (spec: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: a, namespace: b}
spec:
  ${spec}
`;
const widget = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {bogus: 1}\n';

async function said(chooser: SchemaChooser, text: string): Promise<readonly string[]> {
  const { schemas, ...version } = chooser.judging();
  const [document] = parseManifestFile(text).documents;
  assert.ok(document);
  const found = await diagnoseDocument(document.parsed, schemas, version);
  return found.map(({ finding }) => `${finding.severity ?? 'error'} ${finding.rule}: ${finding.message}`);
}

const chooserFor = (setting: string) => createSchemaChooser(base, () => setting);

describe("the cluster's own CRDs", () => {
  it('judge where the setting is auto, and only then', async () => {
    for (const [setting, expected] of [
      ['auto', []],
      ['', ['unknown-field', 'unknown-field']],
      ['2.9.0', ['unknown-field', 'unknown-field']],
    ] as const) {
      const chooser = chooserFor(setting);
      chooser.useCluster({ crds: [storeCrd()], version: '2.11.0' });
      const found = await said(chooser, store('colour: red\n  provider: {madeup: {host: x}}'));
      assert.deepEqual(
        found.map((line) => /^\w+ ([\w-]+)/.exec(line)?.[1]),
        expected,
        `setting "${setting}"`,
      );
    }
  });

  it('judge structure, values and CEL rules, as errors', async () => {
    const chooser = chooserFor('auto');
    chooser.useCluster({ crds: [storeCrd({ required: ['host'] })], version: '2.11.0' });
    assert.equal(chooser.judging().known, true);
    const found = await said(chooser, store('colour: green\n  provider: {madeup: {hots: x}}'));
    assert.equal(found.length, 2, found.join('\n'));
    assert.match(found[0] ?? '', /^error not-allowed-value: .*green/);
    assert.match(found[1] ?? '', /^error unknown-field: .*hots/);
    const [cel] = await said(chooser, store('colour: blue\n  provider: {madeup: {host: x}}'));
    assert.match(cel ?? '', /no blue, please/);
    const [missing] = await said(chooser, widget);
    assert.match(missing ?? '', /unknown-kind: ESO 2\.11\.0 has no kind "ExternalSecret"/, 'what is not installed is not there');
  });

  it('are named in words where their version is not known', async () => {
    const chooser = chooserFor('auto');
    chooser.useCluster({ crds: [storeCrd()] });
    const [missing] = await said(chooser, widget);
    assert.match(missing ?? '', /ESO in this cluster has no kind/);
  });

  it('make a new version when they change, and not when only their status does', async () => {
    const chooser = chooserFor('auto');
    const judged = () => chooser.judging().operatorVersion;
    chooser.useCluster({ crds: [storeCrd({ generation: 1 })], version: '2.11.0' });
    const [first, same] = [judged(), chooser.judging().schemas];
    chooser.useCluster({ crds: [{ ...storeCrd({ generation: 1 }), status: { storedVersions: ['v1'] } }], version: '2.11.0' });
    assert.deepEqual([judged(), chooser.judging().schemas], [first, same]);
    chooser.useCluster({ crds: [storeCrd({ generation: 2, required: ['host'] })], version: '2.11.0' });
    assert.notEqual(judged(), first);
    const [missing] = await said(chooser, store('provider: {madeup: {}}'));
    assert.match(missing ?? '', /missing-field/);
    chooser.useCluster(undefined);
    assert.deepEqual([judged(), chooser.judging().known], ['2.9.0', false], 'as without a cluster');
  });

  it('that nobody may read leave the version to judge by', () => {
    const chooser = chooserFor('auto');
    chooser.useCluster({ version: '1.3.2' });
    assert.deepEqual([chooser.judging().operatorVersion, chooser.judging().known], ['1.3.2', true]);
  });

  it('explain on hover what we have no words for, as plain text that says where it is from', async () => {
    const chooser = chooserFor('auto');
    chooser.useCluster({ crds: [storeCrd()], version: '2.11.0' });
    const { place } = createLab();
    const { schemas, operatorVersion } = chooser.judging();
    const hover = async (fixture: string) => {
      const contents = (await hoverAt({ ...place(fixture), schemas, operatorVersion }, neverCancelled))?.contents;
      return contents !== undefined && typeof contents === 'object' && 'value' in contents ? contents.value : '';
    };
    const colour = await hover(store('co│lour: red'));
    assert.match(colour, /Paints \\\[it\\\]\\\(https\\:\/\/example\.com\\\) \\`red\\`\. Or blue\./);
    assert.match(colour, /From the CRD in the cluster/);
    assert.match(colour, /`blue`/);
    assert.match(await hover(store('provider: {madeup: {ho│st: x}}')), /Where it is\./);
    assert.doesNotMatch(await hover(store('prov│ider: {madeup: {}}')), /From the CRD/, 'our own words come first');
  });

  it('that are broken take nothing away', async () => {
    const broken = storeCrd() as { spec: { versions: { schema: unknown }[] } } & JsonObject;
    const [version] = broken.spec.versions;
    assert.ok(version);
    version.schema = { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'nonsense', pattern: '(', enum: 7 } } } };
    const problems: string[] = [];
    const chooser = createSchemaChooser(
      base,
      () => 'auto',
      (problem) => problems.push(problem),
    );
    chooser.useCluster({ crds: [broken, { kind: 'ConfigMap' }, null], version: '2.11.0' });
    assert.deepEqual(await said(chooser, store('colour: red')), []);
    assert.equal(problems.length, 1);
  });
});

describe("the user's own CRDs", () => {
  it('come first, may be few, and go by the version of the setting', async () => {
    const chooser = chooserFor('1.3.2');
    assert.equal(chooser.useFiles([storeCrd()]), 1);
    chooser.useCluster({ crds: [], version: '2.9.0' });
    assert.deepEqual(await said(chooser, store('provider: {madeup: {}}')), []);
    const [bogus] = await said(chooser, widget);
    assert.match(bogus ?? '', /unknown-field/, 'kinds that they leave out are judged as before');
    const [old] = await said(chooser, widget.replace('/v1', '/v1beta1'));
    assert.match(old ?? '', /unknown-field|unserved-version/);
    chooser.useFiles(undefined);
    assert.match((await said(chooser, store('provider: {madeup: {}}')))[0] ?? '', /unknown-field/);
  });

  it('are read from a file, from a folder, from lists and from JSON', async () => {
    const folder = join(scratch, 'crds');
    await mkdir(join(folder, 'deep'), { recursive: true });
    await writeFile(join(folder, 'deep', 'list.json'), JSON.stringify({ kind: 'List', items: [storeCrd(), { kind: 'Secret' }] }));
    await writeFile(join(folder, 'two.yaml'), `kind: ConfigMap\n---\n${JSON.stringify(storeCrd())}\n---\n: [\n`);
    await writeFile(join(folder, 'notes.txt'), 'kind: nothing');
    const { crds, problems } = await readCrdFiles('crds', scratch);
    assert.equal(crds.length, 2);
    assert.deepEqual(problems, [`${join(folder, 'two.yaml')} has a document that cannot be read.`]);
    assert.equal((await readCrdFiles(join(folder, 'deep', 'list.json'), undefined)).crds.length, 1);
  });

  it('say in words why there are none', async () => {
    assert.deepEqual((await readCrdFiles('gone', scratch)).problems, [
      'The CRDs at gone cannot be read: there is nothing there.',
    ]);
    await mkdir(join(scratch, 'empty'), { recursive: true });
    await writeFile(join(scratch, 'empty', 'a.yaml'), 'kind: ConfigMap\n');
    assert.deepEqual((await readCrdFiles('empty', scratch)).problems, ['There is no CustomResourceDefinition of ESO at empty.']);
    await writeFile(join(scratch, 'empty', 'b.yaml'), ' '.repeat(21 * 1024 * 1024));
    assert.match((await readCrdFiles('empty', scratch)).problems[0] ?? '', /larger than 20 MB/);
  });
});

describe('a downloaded version', () => {
  const colour = store('colour: red');

  it('stands among ours: the newest where none is named, by its name, and between its neighbours', async () => {
    const unnamed = chooserFor('');
    unnamed.useVersions([{ version: '2.10.0', crds: [storeCrd()] }]);
    assert.deepEqual(unnamed.versions(), [...base.versions, '2.10.0']);
    const { known, operatorVersion } = unnamed.judging();
    assert.deepEqual([operatorVersion, known], ['2.10.0', false]);
    assert.deepEqual(await said(unnamed, colour), []);
    const named = chooserFor('2.10.3');
    assert.match((await said(named, colour))[0] ?? '', /The newest ESO known here is 2\.9\.0; 2\.10\.3 may have it/);
    named.useVersions([{ version: '2.10.0', crds: [storeCrd()] }]);
    assert.deepEqual(await said(named, colour), []);
    assert.match((await said(named, widget))[0] ?? '', /unknown-field/, 'kinds that it leaves out are judged as before');
    const older = chooserFor('2.9.0');
    older.useVersions([{ version: '2.10.0', crds: [storeCrd()] }]);
    assert.match((await said(older, colour))[0] ?? '', /unknown-field/);
  });

  it('may take the place of ours, be several, be renewed, and go again', async () => {
    const chooser = chooserFor('2.9.0');
    chooser.useVersions([
      { version: '2.9.0', crds: [storeCrd()] },
      { version: '0.20.4', crds: [storeCrd({ required: ['host'] })] },
      { version: '3.0.0', crds: [{ kind: 'ConfigMap' }] },
    ]);
    assert.deepEqual(chooser.versions(), ['0.10.7', '0.16.2', '0.20.4', '1.3.2', '2.9.0']);
    assert.deepEqual(await said(chooser, store('provider: {madeup: {}}')), []);
    chooser.useVersions([{ version: '2.9.0', crds: [storeCrd({ required: ['host'] })] }]);
    assert.match((await said(chooser, store('provider: {madeup: {}}')))[0] ?? '', /missing-field/);
    chooser.useVersions([]);
    assert.match((await said(chooser, store('provider: {madeup: {}}')))[0] ?? '', /unknown-field/);
  });

  it('goes below the CRDs of files and of the cluster', async () => {
    const chooser = chooserFor('auto');
    chooser.useVersions([{ version: '2.10.0', crds: [storeCrd({ required: ['host'] })] }]);
    chooser.useCluster({ crds: [storeCrd()], version: '2.10.0' });
    assert.deepEqual(await said(chooser, store('provider: {madeup: {}}')), []);
    chooser.useCluster({ version: '2.10.0' });
    assert.match((await said(chooser, store('provider: {madeup: {}}')))[0] ?? '', /missing-field/);
  });
});

const whole = sharedCrds('2.9.0');

describeWith(whole)('the CRDs of ESO 2.9.0 at run time', () => {
  it('say what the schemas made of them say', async () => {
    const chooser = chooserFor('2.9.0');
    assert.equal(chooser.useFiles((await readCrdFiles(whole ?? '', undefined)).crds), 29);
    for (const text of [
      store('provider: {aws: {service: SecretManager, region: 1}}'),
      store('provider: {aws: {}, vault: {}}'),
      widget.replace('bogus: 1', 'dataFrom: [{find: {name: {regexp: a}}}], target: {creationPolicy: owner}'),
      widget.replace('/v1', '/v1beta1'),
    ]) {
      const ours = await said(chooserFor('2.9.0'), text);
      assert.deepEqual(await said(chooser, text), ours);
    }
  });
});
