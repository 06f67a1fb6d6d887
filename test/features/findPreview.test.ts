import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { findFindings } from '../../server/src/features/findDiagnostics.ts';
import { allProviderFacts } from '../../server/src/model/providerFacts/providerFacts.ts';
import { findMatches } from '../../server/src/providers/findMatches.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { fullConsent } from '../support/memoryHost.ts';
import { awsStore, createLab, externalSecret, type LabOptions } from './lab.ts';

const secrets = ['prod/myapp/database', 'prod/myapp/api-key', 'prod/other', 'dev/a'].map((key) => ({ key }));
const going = { key: 'prod/myapp/old', unavailable: 'scheduled for deletion' };

/** A find with lines of its own, each indented as it stands. */
const manifest = (find: string, rewrite = '') => externalSecret(`  dataFrom:\n    - find:\n${find}${rewrite}`);
const byName = (regexp: string) => `        name:\n          regexp: ${regexp}\n`;
const rewriting = (source: string, target: string) =>
  `      rewrite:\n        - regexp:\n            source: '${source}'\n            target: '${target}'\n`;

async function hover(text: string, options: LabOptions = {}): Promise<string> {
  const lab = createLab({ secrets: [...secrets, going], ...options });
  const [preview = ''] = (await lab.hover(text)).split('\n\n---\n\n');
  return preview;
}

/** `rule, severity: marked text: message`. */
async function judge(text: string, options: LabOptions = {}, prepare?: (lab: ReturnType<typeof createLab>) => void) {
  const lab = createLab({ secrets: [...secrets, going], ...options });
  prepare?.(lab);
  const file = parseManifestFile(text);
  lab.context.index.update(lab.uri, file);
  const said: string[] = [];
  for (const { parsed, start } of file.documents)
    for (const resource of parsed.resources)
      for (const { rule, severity, at, message } of await findFindings(lab.context, lab.uri, resource, neverCancelled)) {
        const range = 'range' in at ? at.range : resource.rangeOf(at.path, at.part);
        said.push(`${rule}, ${severity}: ${text.slice(start + range.start, start + range.end)}: ${message}`);
      }
  return said;
}

describe('the preview of a find', () => {
  it('says how many names match and what keys they become', async () => {
    const expected = [
      '**Find** · 2 of 5 names match, listed just now (2026-11-23 12:00 UTC)',
      '',
      '- `prod/myapp/api-key` → `prod_myapp_api-key`',
      '- `prod/myapp/database` → `prod_myapp_database`',
    ].join('\n');
    const text = manifest(byName('^prod/myapp/'));
    assert.equal(await hover(text.replace('find:', 'fi│nd:')), expected);
    assert.equal(await hover(text.replace('^prod', '^pr│od')), expected);
    assert.match(await hover(manifest(byName('nothi│ng'))), /^\*\*Find\*\* · none of 5 names match/);
  });

  it('stands over what the field is for', async () => {
    const whole = await createLab({ secrets }).hover(manifest(byName('prod')).replace('regexp', 'reg│exp'));
    assert.match(whole, /^\*\*Find\*\*[\s\S]+\n---\n\n\*\*`regexp`\*\*/);
  });

  it('goes through the rewrites, and flags what collides or is refused', async () => {
    const clash = manifest(byName('^prod/myapp/'), rewriting('^prod/myapp/.*', 'x').replace('rewrite', 're│write'));
    assert.match(
      await hover(clash),
      /- `prod\/myapp\/api-key`, `prod\/myapp\/database` → `x` · \*\*one key for several names: one/,
    );
    const slash = manifest(byName('^prod/myapp/'), rewriting('^prod/', '$│1'));
    assert.match(await hover(slash), /→ `myapp\/database` · \*\*the sync fails: key has invalid character \/\*\*/);
  });

  it('is bounded, with what is wrong first', async () => {
    const many = [...Array.from({ length: 30 }, (_, i) => ({ key: `a${i}` })), { key: 'z/1' }, { key: 'z_1' }];
    const text = await hover(manifest(byName('.')).replace('find:', 'fi│nd:'), { secrets: many });
    assert.match(text, /\n\n- `z\/1`, `z_1` → `z_1` · \*\*one key for several names: the sync fails\*\*\n- `a0` → `a0`\n/);
    assert.match(text, /\n- and 11 more$/);
  });

  it('says where it knows only a part', async () => {
    const lab = createLab({ secrets });
    lab.host.vault.complete = false;
    assert.match(await lab.hover(manifest(byName('dev')).replace('find:', 'fi│nd:')), /1 of the 4 names known so far matches/);
  });

  it('shows text of the vault as text', async () => {
    const text = await hover(manifest(byName('x')).replace('find:', 'fi│nd:'), { secrets: [{ key: 'x`](command:evil) **b**' }] });
    assert.match(text, /``x`\]\(command:evil\) \*\*b\*\*`` → /);
  });

  it('says why it tells nothing: tags, paths and templates of others', async () => {
    assert.match(await hover(manifest('        ta│gs:\n          a: b\n')), /the listing of this vault does not tell tags/);
    const prefixed = { 'file:///w/store.yaml': awsStore.replace('region:', 'prefix: a/\n      region:') };
    assert.match(await hover(manifest(byName('pro│d')), { files: prefixed }), /stores with a prefix/);
    const template = `      rewrite:\n        - transform:\n            temp│late: '{{ .value | snakecase }}'\n`;
    assert.match(await hover(manifest(byName('dev'), template)), /- `dev\/a`\n\nWhich keys come of them is not told/);
  });

  it('is not there before the vault may be asked, nor where template text decides', async () => {
    const text = manifest(byName('prod')).replace('find:', 'fi│nd:');
    assert.doesNotMatch(await hover(text, { consent: { ...fullConsent, access: 'never' } }), /Find/);
    assert.doesNotMatch(await hover(text, { trusted: false }), /Find/);
    assert.doesNotMatch(await hover(manifest(byName('{{ .Values.a }}')).replace('find:', 'fi│nd:')), /\*\*Find/);
  });
});

describe('what the vault tells of a find', () => {
  it('that it brings nothing', async () => {
    assert.deepEqual(await judge(manifest(byName('^prdo/'))), [
      'find-matches-nothing, information: ^prdo/: Nothing in store aws-secretsmanager matches, so this find brings no key. The names there are in its hover.',
    ]);
    assert.deepEqual(await judge(manifest(byName('^prod/'))), []);
  });

  it('that names become one key', async () => {
    assert.deepEqual(await judge(manifest(byName('^prod/myapp/'), rewriting('^prod/.*', 'x'))), [
      'find-keys-collide, warning: rewrite: "prod/myapp/api-key" and "prod/myapp/database" both become key "x": the Secret gets one of their values, a random one each time.',
    ]);
    assert.deepEqual(await judge(manifest(byName('a')), { secrets: [{ key: 'a/b' }, { key: 'a b' }, { key: 'a_b' }] }), [
      'find-keys-collide, warning: find: "a b" and "a/b" both become key "a_b": the sync fails with "secret name collision during conversion: a_b".',
    ]);
  });

  it('nothing, where that is not certain', async () => {
    const nothing = manifest(byName('^prdo/'));
    assert.deepEqual(await judge(nothing, { consent: { ...fullConsent, confirmedStores: [] } }), []);
    assert.deepEqual(await judge(nothing, { consent: { ...fullConsent, access: 'never' } }), []);
    assert.deepEqual(await judge(nothing.replace('^prdo/', '{{ .Values.a }}')), []);
    assert.deepEqual(await judge(manifest('        tags:\n          a: b\n')), []);
    const partly = (lab: ReturnType<typeof createLab>) => {
      lab.host.vault.complete = false;
    };
    assert.deepEqual(await judge(nothing, {}, partly), []);
    const failing = (lab: ReturnType<typeof createLab>) => {
      lab.host.vault.problem = { code: 'denied', message: 'No.' };
    };
    assert.deepEqual(await judge(nothing, {}, failing), []);
  });
});

describe('what a find takes in', () => {
  const entries = [
    { key: 'a', tags: [{ name: 'team', value: 'shop' }] },
    {
      key: 'a/b',
      tags: [
        { name: 'team', value: 'shop' },
        { name: 'env', value: 'prod' },
      ],
    },
    { key: 'ab', tags: [] },
    { key: 'key/a', tags: [] },
  ];
  const found = (provider: string, find: { name?: string; tags?: Record<string, string>; below?: string }, more = {}) => {
    const [id = '', service] = provider.split('/');
    const config = { ...(service === undefined ? { path: 'secret' } : { service }), ...more };
    const facts = allProviderFacts.get(provider);
    assert.ok(facts);
    const all = { name: undefined, tags: undefined, below: undefined, ...find };
    const store = { kind: 'SecretStore', name: 's', provider: id, config } as const;
    const matches = findMatches(entries, all, store, facts, { tagsInListing: true });
    return matches.state === 'matched' ? matches.names : matches.state;
  };

  it('goes by name, tags and path as each back end reads them', () => {
    assert.deepEqual(found('kubernetes', { tags: { team: 'shop' }, name: 'nothing' }), ['a', 'a/b'], 'tags come before the name');
    assert.deepEqual(found('kubernetes', { tags: {}, below: 'x' }), ['a', 'a/b', 'ab', 'key/a']);
    assert.deepEqual(found('azurekv', { tags: { team: 'shop', env: 'prod' } }), [], 'what has a slash is no secret');
    assert.deepEqual(found('azurekv', { name: 'a', tags: { team: 'shop' } }), ['a'], 'both count');
    assert.deepEqual(found('gcpsm', { name: '.', tags: { team: 'x' } }), ['a', 'a/b', 'ab', 'key/a'], 'the name counts');
    assert.deepEqual(found('vault', { below: 'a' }), ['a/b']);
    assert.deepEqual(found('gcpsm', { name: '.', below: 'a' }), ['a', 'a/b', 'ab']);
    assert.deepEqual(found('aws/ParameterStore', { name: '.', below: 'a' }), ['a/b']);
    assert.equal(found('aws/SecretsManager', { tags: { team: 'shop' } }), 'unknown', 'AWS matches tags by rules of its own');
  });

  it('says of others that it is not known, or that every sync fails', () => {
    assert.equal(found('onepassword', { name: '.' }), 'unknown');
    assert.equal(found('delinea', { name: '.' }), 'fails');
    assert.equal(found('kubernetes', {}), 'fails');
    assert.equal(found('gcpsm', { below: 'a' }), 'fails');
    assert.equal(found('gcpsm', { tags: { team: 'shop' } }, { location: 'europe-west3' }), 'unknown');
    assert.equal(found('vault', { name: '(' }), 'fails');
  });
});
