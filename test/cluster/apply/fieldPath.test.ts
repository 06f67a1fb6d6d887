import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFieldPath } from '../../../server/src/cluster/apply/fieldPath.ts';
import { formatPath } from '../../../server/src/syntax/path.ts';

describe('names of fields in answers of the API server', () => {
  const object = {
    metadata: { annotations: { 'a.b/c.d': 'x', 'a.b': 'y' } },
    spec: { data: [{ secretKey: 'a' }, { secretKey: 'b' }], provider: { aws: {} }, numbered: { '1': 'x' } },
  };
  const names: readonly (readonly [field: string, path: string])[] = [
    ['spec.data[1].secretKey', 'spec.data[1].secretKey'],
    ['.spec.data[1].remoteRef.key', 'spec.data[1].remoteRef.key'],
    ['.spec.data[secretKey="b"].remoteRef', 'spec.data[1].remoteRef'],
    ['spec.provider[aws]', 'spec.provider.aws'],
    ['spec.numbered[1]', 'spec.numbered["1"]'],
    ['metadata.annotations[a.b/c.d]', 'metadata.annotations["a.b/c.d"]'],
    ['.metadata.annotations.a.b/c.d', 'metadata.annotations["a.b/c.d"]'],
    ['.metadata.annotations.a.b', 'metadata.annotations["a.b"]'],
    ['', ''],
  ];
  for (const [field, path] of names) {
    it(`${field || 'nothing'} is ${path || 'the whole'}`, () => {
      assert.equal(formatPath(readFieldPath(field, object)), path);
    });
  }
});
