import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { rules } from '../../server/src/rules/index.ts';
import { tell } from '../support/applyFixes.ts';

const head = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: a
`;

/** The text after the first fix that is offered. */
async function fixed(text: string, rule: string): Promise<string | undefined> {
  return (await tell(text)).find((told) => told.rule === rule)?.fixed[0];
}

describe('fixes that put an entry beside another', () => {
  it('keep indentation, comments and line breaks', async () => {
    const text = `${head}spec:
    secretStoreRef: {name: s}
    refreshInterval: "0" # never
    dataFrom: [{extract: {key: k}}]
`;
    const expected = text.replace('    refreshInterval', '    refreshPolicy: OnChange\n    refreshInterval');
    assert.equal(await fixed(text, 'refresh-disabled'), expected);
    assert.equal(await fixed(text.replaceAll('\n', '\r\n'), 'refresh-disabled'), expected.replaceAll('\n', '\r\n'));
  });

  it('stand behind the comment of the line before, and at the end of the file', async () => {
    const text = `${head}spec:
  secretStoreRef: {name: s, kind: ClusterSecretStore}
  data:
    - secretKey: k
      remoteRef: {key: k}
      sourceRef:
        storeRef:
          name: s`;
    const added = '\n          kind: ClusterSecretStore';
    assert.equal(await fixed(text, 'store-kind-not-inherited'), text + added);
    const noted = `${text} # the same\n`;
    assert.equal(await fixed(noted, 'store-kind-not-inherited'), `${text} # the same${added}\n`);
  });

  it('are written in flow style where their mapping is', async () => {
    const text = `${head}spec: {secretStoreRef: {name: s}, refreshInterval: "0", dataFrom: [{extract: {key: k}}]}\n`;
    assert.equal(
      await fixed(text, 'refresh-disabled'),
      text.replace('refreshInterval', 'refreshPolicy: OnChange, refreshInterval'),
    );
  });
});

describe('fixes that make an item of an entry', () => {
  const text = (list: string) => `${head}spec:\n  secretStoreRef: {name: s}\n${list}`;
  const rule = 'data-from-several-sources';

  it('put in the dash that is missing', async () => {
    for (const dash of ['- ', '-   ']) {
      const other = ' '.repeat(dash.length);
      const list = (second: string) =>
        text(
          `  dataFrom:\n  ${dash}extract:\n  ${other}  key: k\n  # the rest\n  ${second}find:\n  ${other}  name: {regexp: a}\n  ${other}rewrite: []\n`,
        );
      assert.equal(await fixed(list(other), rule), list(dash));
    }
  });
  it('close one mapping and open the next in flow style', async () => {
    const flow = text('  dataFrom: [{extract: {key: k}, find: {name: {regexp: a}}}]\n');
    assert.equal(await fixed(flow, rule), flow.replace('}, find', '}}, {find'));
    const mixed = text('  dataFrom:\n    - {extract: {key: k}, find: {name: {regexp: a}}}\n');
    assert.equal(await fixed(mixed, rule), mixed.replace('}, find', '}}\n    - {find'));
  });
  it('are not offered where the store would have to be shared', async () => {
    const list = '  dataFrom: [{extract: {key: k}, find: {name: {regexp: a}}, sourceRef: {storeRef: {name: t}}}]\n';
    assert.deepEqual((await tell(text(list)))[0]?.fixed, []);
  });
});

describe('fixes that put a field where it belongs', () => {
  const spec = (lines: string) => `${head}spec:\n  secretStoreRef: {name: s}\n${lines}`;
  const moved = (lines: string) => fixed(spec(lines), 'unknown-field');

  it('put it below the entry before it, one after the other', async () => {
    const first = '  data:\n    - secretKey: a\n      remoteRef:\n      key: k\n      # of the secret\n      property: p\n';
    const second = first.replace('      key: k', '        key: k');
    assert.equal(await moved(first), spec(second));
    assert.equal(await moved(second), spec(second.replace('      property', '        property')));
    assert.equal(
      await moved('  target:\n      name: a\n  template:\n    type: Opaque\n'),
      spec('  target:\n      name: a\n      template:\n        type: Opaque\n'),
    );
  });
  it('put it below an entry that is made for it, once', async () => {
    assert.equal(await moved('  dataFrom:\n  - key: k\n'), spec('  dataFrom:\n  - extract:\n      key: k\n'));
    const several = await tell(spec('  data:\n  - secretKey: a\n    key: k\n    property: p\n'));
    assert.deepEqual(
      several.map((told) => told.preferred),
      [spec('  data:\n  - secretKey: a\n    remoteRef:\n      key: k\n    property: p\n'), undefined],
    );
    const crlf = spec('  dataFrom:\n  - key: k\n').replaceAll('\n', '\r\n');
    assert.equal(await fixed(crlf, 'unknown-field'), crlf.replace('- key: k', '- extract:\r\n      key: k'));
  });
  it('take it out of the mapping whose last entry it is', async () => {
    const rewrite = (column: string) => `${column}rewrite:\n${column}  - regexp: {source: a, target: b}\n`;
    const inside = `  dataFrom:\n    - extract:\n        key: k\n${rewrite('        ')}`;
    assert.equal(await moved(inside), spec(inside.replace(rewrite('        '), rewrite('      '))));
    assert.equal(
      await moved('  target:\n    name: a\n    data:\n    - secretKey: a\n      remoteRef: {key: k}\n'),
      spec('  target:\n    name: a\n  data:\n  - secretKey: a\n    remoteRef: {key: k}\n'),
    );
  });
  it('are not offered where something else would change', async () => {
    for (const lines of [
      '  data:\n    - {secretKey: a, key: k}\n',
      '  data:\n    - remoteRef:\n        property: p\n      secretKey: a\n      key: k\n',
      '  dataFrom:\n    - extract:\n        key: k\n        rewrite: []\n        version: v\n',
      '  dataFrom:\n    - extract: &e\n        key: k\n      key: k\n    - extract: *e\n',
    ])
      assert.deepEqual(
        (await tell(spec(lines))).filter(({ rule }) => rule === 'unknown-field').map(({ fixed: texts }) => texts),
        [[]],
        lines,
      );
  });
});

describe('fixes that give a value the shape that is wanted', () => {
  const spec = (lines: string) => `${head}spec:\n  secretStoreRef: {name: s}\n${lines}`;
  const store = (provider: string) => `${head.replace('ExternalSecret', 'SecretStore')}spec:\n  provider:\n${provider}`;

  it('make a list of a single value, and a value of a list of one', async () => {
    const block = '  data:\n    secretKey: a\n    remoteRef:\n      key: k\n';
    assert.equal(await fixed(spec(block), 'wrong-type'), spec('  data:\n    - secretKey: a\n      remoteRef:\n        key: k\n'));
    assert.equal(
      await fixed(spec('  data: {secretKey: a, remoteRef: {key: k}}\n'), 'wrong-type'),
      spec('  data: [{secretKey: a, remoteRef: {key: k}}]\n'),
    );
    assert.equal(await fixed(store('  - gcpsm: {projectID: p}\n'), 'wrong-type'), store('    gcpsm: {projectID: p}\n'));
    assert.equal(await fixed(store('    gcpsm: {projectID: [ p ]}\n'), 'wrong-type'), store('    gcpsm: {projectID: p}\n'));
    assert.equal(await fixed(store('    gcpsm: {projectID: [p, q]}\n'), 'wrong-type'), undefined);
    assert.equal(
      await fixed(store('    vault: {server: s, version: 2}\n'), 'wrong-type'),
      store('    vault: {server: s, version: v2}\n'),
    );
  });
  it('do so where the name is mended too, and else ask first', async () => {
    const push = (stores: string) =>
      `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata:\n  name: a\nspec:\n  ${stores}\n  selector: {secret: {name: s}}\n  data: [{match: {remoteRef: {remoteKey: k}}}]\n`;
    assert.equal(await fixed(push('secretStoreRef:\n    name: s'), 'unknown-field'), push('secretStoreRefs:\n    - name: s'));
    const [told] = await tell(spec('  data: [{secretKey: a, remoteRef: {key: k, properties: [p, q]}}]\n'));
    assert.equal(told?.preferred, undefined);
    assert.equal(told?.fixed.length, 1);
  });
});

describe('fixes that take an entry away', () => {
  it('take the comma along in flow style', async () => {
    const text = (lines: string) =>
      `${head}spec:\n  secretStoreRef: {name: s}\n  data: [{secretKey: a, remoteRef: {${lines}}}]\n`;
    const rule = 'conversion-without-effect';
    assert.equal(await fixed(text('key: k, conversionStrategy: Unicode'), rule), text('key: k'));
    assert.equal(await fixed(text('conversionStrategy: Unicode, key: k'), rule), text('key: k'));
  });
});

describe('the first fix of each fixable rule', () => {
  const fixable = rules.filter(({ meta }) => meta.fixable && (meta.needs === 'document' || meta.needs === 'workspace'));
  /** Examples with several documents, or with Helm's text, have no form in JSON. */
  const asJson = (text: string) => {
    const documents = parseAllDocuments(text, { uniqueKeys: false });
    return documents.length === 1 && documents[0]?.errors.length === 0
      ? [['JSON', `${JSON.stringify(documents[0].toJS(), null, 2)}\n`] as const]
      : [];
  };
  for (const { meta } of fixable) {
    for (const [form, text] of [['YAML', meta.bad] as const, ...asJson(meta.bad)]) {
      it(`mends the bad example of ${meta.id} as ${form}`, async () => {
        const after = await fixed(text, meta.id);
        // The fix may be for another case than that of the example.
        if (after === undefined) return;
        const left = (await tell(after)).filter(({ rule, severity }) => rule === meta.id || severity === 'error');
        assert.deepEqual(left, [], after);
        if (form === 'JSON') JSON.parse(after);
      });
    }
  }
});
