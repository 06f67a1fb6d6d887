import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc, runs } from '../../support/fuzz.ts';
import { awsStore, createLab, externalSecret } from '../lab.ts';

const manifest = externalSecret(
  `  target:
    name: "db"
    template: {type: Opaque, metadata: {labels: {a: b}}}
  data:
    - secretKey: db-username # the user
      remoteRef:
        key: 'prod/myapp/database'
        property: username
    - secretKey: "{{ .Values.key }}"
      remoteRef: {key: prod/myapp/database, property: "password"}
  dataFrom:
  - extract:
      key: prod/myapp/database
`,
);

test('every state of a manifest that is being typed gives items that an editor can apply', async () => {
  const lab = createLab();
  for (let end = 0; end <= manifest.length; end++) await lab.complete(`${manifest.slice(0, end)}│`);
});

test('so does every place of a manifest, also with pieces torn out of it', async () => {
  const lab = createLab();
  const text = `${awsStore}---\n${manifest}`;
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length), fc.nat(text.length), fc.nat(30), async (caret, hole, length) => {
      const torn = text.slice(0, hole) + text.slice(hole + length);
      const at = Math.min(caret, torn.length);
      const fixture = `${torn.slice(0, at)}│${torn.slice(at)}`;
      await lab.complete(fixture);
      await lab.hover(fixture);
    }),
    runs(500),
  );
});

test('each offered key is one that the place may have: choosing it never repeats a key', async () => {
  const lab = createLab();
  for (const line of manifest.split('\n').keys()) {
    const lines = manifest.split('\n');
    lines.splice(line, 0, `${/^ */.exec(lines[line] ?? '')?.[0] ?? ''}│`);
    const offered = await lab.complete(lines.join('\n'));
    for (const label of offered.labels.filter((each) => /^\w+$/.test(each))) {
      const keys = offered.chosen(label).match(/^ {2}\w+(?=:)/gm) ?? [];
      assert.equal(new Set(keys).size, keys.length, `${label} before line ${line}`);
    }
  }
});
