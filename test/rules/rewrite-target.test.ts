import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';

const rewrite = (source: string, target: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a}
spec:
  secretStoreRef: {name: s, kind: ClusterSecretStore}
  dataFrom:
    - extract: {key: k}
      rewrite:
        - regexp:
            source: ${source}
            target: ${target}
`;

describe('rewrite-target', () => {
  it('takes groups that the source has, by number and by name, and dollars that are none', async () => {
    for (const [source, target] of [
      ['^(.*)$', 'old_$1'],
      ['^(.*)$', '$1-old'],
      ['^(.*)$', "'$$1_x'"],
      ['^(?P<name>.*)$', '$name'],
      ['^(a)(b)$', '$2$1$0'],
      ['^a', "'$ '"],
      ['"{{ .Values.source }}"', '$1_x'],
      ['^(.*)$', "'{{ .Values.prefix }}$1_x'"],
    ] as const)
      assert.deepEqual(await tell(rewrite(source, target)), [], target);
  });

  it('puts braces around the number that a letter or underscore follows', async () => {
    for (const [written, mended] of [
      ['$1_old', `\${1}_old`],
      ['"a$1b"', `"a\${1}b"`],
      ["'\\1'", `'\${1}'`],
    ] as const) {
      const [told] = await tell(rewrite('^(.*)$', written));
      assert.equal(told?.rule, 'rewrite-target');
      assert.equal(told?.preferred, rewrite('^(.*)$', mended));
    }
  });

  it('says how many groups there are where none can be meant', async () => {
    const [told] = await tell(rewrite('^(.*)$', '$2'));
    assert.match(told?.message ?? '', /group "2".*The source has one group\./);
    assert.deepEqual(told?.fixed, []);
    const [none] = await tell(rewrite('^.*$', '$1'));
    assert.match(none?.message ?? '', /no group: put what is wanted of it in parentheses/);
  });
});
