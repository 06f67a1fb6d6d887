import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { dice, fuzzFactor, fuzzSeed } from '../support/fuzz.ts';
import { megabytesInUse } from '../support/heap.ts';
import { createMemoryHost, fullConsent } from '../support/memoryHost.ts';
import { serviceOf } from './everything.ts';

/** An hour of somebody who types a character a second, and looks at completion, hover and outline now and then. */
const strokes = 3600 * fuzzFactor;

/** How much more memory may be in use after it than before, in megabytes: what V8 itself still compiles and keeps meanwhile. */
const margin = 6;

const uri = 'file:///w/long.yaml';
const manifest = (n: number) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app-${n}, namespace: default}
spec:
  secretStoreRef: {name: aws-secretsmanager}
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`;

describe('an hour of editing', () => {
  it('leaves no more in memory than there was before', async (test) => {
    const languages = serviceOf(createMemoryHost({ consent: fullConsent }));
    const text = Array.from({ length: 50 }, (_, n) => manifest(n)).join('---\n');
    const roll = dice(fuzzSeed);
    let version = 1;
    languages.open(uri, 'yaml', version, text);
    const type = async (count: number) => {
      for (let i = 0; i < count; i++) await stroke();
      // Each hour begins with the same text, so that what is left over is not the text's.
      languages.change(uri, ++version, [{ text }]);
      await languages.diagnose(uri);
    };
    const stroke = async () => {
      const position = { line: roll.number(550), character: roll.number(30) };
      const end = { ...position, character: position.character + roll.number(3) };
      languages.change(uri, ++version, [
        { range: { start: position, end }, text: roll.one(['a', ' ', '\n', ':', '"', '', '- ', '#']) },
      ]);
      await languages.diagnose(uri);
      if (roll.once(10)) await languages.diagnoseVault(uri);
      if (roll.once(10)) await languages.complete(uri, position, neverCancelled);
      if (roll.once(10)) await languages.hover(uri, position, neverCancelled);
      if (roll.once(20)) languages.navigation.symbols(uri);
      if (roll.once(200)) {
        await languages.close(uri);
        languages.open(uri, 'yaml', ++version, text);
      }
    };
    await type(strokes / 4);
    const before = megabytesInUse();
    await type(strokes);
    const after = megabytesInUse();
    test.diagnostic(`${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after ${strokes} key strokes`);
    assert.ok(after < before + margin, `${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after`);
  });
});
