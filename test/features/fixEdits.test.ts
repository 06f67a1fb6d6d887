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
