import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SelectionRange } from 'vscode-languageserver-types';
import { foldingRanges } from '../../../server/src/features/navigation/foldingRanges.ts';
import { selectionRanges } from '../../../server/src/features/navigation/selectionRanges.ts';
import { createLineIndex } from '../../../server/src/syntax/lineIndex.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';
import { createAtlas, dataOf, deploymentOf, secretOf } from './atlas.ts';

/** `3-7`, lines from 1; comments end in #. */
function folds(text: string, most?: number): readonly string[] | undefined {
  const found = foldingRanges({ uri: 'file:///w/a.yaml', file: parseManifestFile(text), lines: createLineIndex(text) }, most);
  return found?.map(({ endLine, kind, startLine }) => `${startLine + 1}-${endLine + 1}${kind === 'comment' ? '#' : ''}`);
}

describe('what can be folded', () => {
  const text = `# one
# two
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a}
spec:
  target:
    template:
      data:
        config: |
          a
          b

  data:
    - secretKey: a
      remoteRef: {
        key: b
      }
    - secretKey: b # one line
`;

  it('are mappings, items, strings, brackets and comments', () => {
    assert.deepEqual(folds(text), ['1-2#', '6-19', '7-12', '8-12', '9-12', '10-12', '14-19', '15-18', '16-17']);
  });

  it('are documents where there are several, also those of others beside ours', () => {
    assert.deepEqual(folds(`${secretOf('db')}---\n${deploymentOf('db', 'x')}`)?.slice(0, 5), [
      '1-7',
      '3-4',
      '5-7',
      '6-7',
      '9-23',
    ]);
    assert.equal(folds(deploymentOf('db', 'x')), undefined, 'the editor folds by indentation then');
  });

  it('are those further out where the editor takes only some', () => {
    assert.deepEqual(folds(text, 4), ['1-2#', '6-19', '7-12', '14-19']);
  });
});

describe('what is selected around a place', () => {
  /** The texts from the innermost to the outermost, long ones cut. */
  function around(fixture: string): readonly string[] {
    const { place } = createAtlas({ 'a.yaml': fixture });
    const [first] = selectionRanges(place, [place.lines.positionAt(place.offset)]);
    const texts: string[] = [];
    for (let one: SelectionRange | undefined = first; one !== undefined; one = one.parent) {
      const text = place.file.text.slice(place.lines.offsetAt(one.range.start), place.lines.offsetAt(one.range.end));
      texts.push(text.length > 40 ? `${text.slice(0, 20)}…${text.slice(-10)}` : text);
    }
    return texts;
  }

  it('grows from the name to its entry, item, list, object', () => {
    assert.deepEqual(around(secretOf('db', dataOf('"pass│word"'))), [
      'password',
      '"password"',
      'secretKey: "password"',
      'secretKey: "password…  key: app',
      '- secretKey: "passwo…  key: app',
      'data:\n    - secretKe…  key: app',
      'secretStoreRef:\n    …  key: app',
      'spec:\n  secretStoreR…  key: app',
      'apiVersion: external…  key: app',
      'apiVersion: external… key: app\n',
    ]);
  });

  it('knows the actions of templates', () => {
    const template = '  target:\n    template:\n      data:\n        url: "a {{ .pass│word | upper }} b"\n';
    assert.deepEqual(around(secretOf('db', template + dataOf('password'))).slice(0, 4), [
      'password',
      '{{ .password | upper }}',
      'a {{ .password | upper }} b',
      '"a {{ .password | upper }} b"',
    ]);
  });

  it('is nothing but the place in documents of others', () => {
    assert.deepEqual(around(deploymentOf('d│b', 'x')), ['']);
  });
});
