// That nothing which is shown bypasses the translation: every text of ours is marked, and what is left of an answer without the marks
// may only be words that were there before: of the manifest, of the vault, of Kubernetes and ESO. What fields are for and what the
// operator says stay English, and are no part of this; nor are findings.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../../scripts/setup/cache.ts';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { createEntryFacts } from '../../server/src/features/entryFacts.ts';
import { inlayHints } from '../../server/src/features/inlayHints/index.ts';
import { secretPreview } from '../../server/src/features/secretPreview/index.ts';
import { cliFor } from '../../server/src/features/vaultCli/index.ts';
import type { CliRequest } from '../../server/src/features/vaultCli/tool.ts';
import { detailWords, vaultWords } from '../../server/src/features/vaultWords.ts';
import { english } from '../../server/src/localisation.ts';
import { defaultSettings } from '../../server/src/protocol.ts';
import { loginWords } from '../../server/src/providers/loginWords.ts';
import { placeWords, rightWords } from '../../server/src/providers/placeWords.ts';
import { problemText, told } from '../../server/src/providers/told.ts';
import { awsStore, createLab, externalSecret } from './lab.ts';
import { externalSecret as externalSecretOf, policiesFor, reads, store } from './leastPrivilege/write.ts';
import { assertTranslated, bypassing, marking } from './marking.ts';

const client = { l10n: marking };
const data = (more: string) =>
  externalSecret(`  data:\n    - secretKey: password\n      remoteRef:\n        key: prod/myapp/database\n${more}`);
/** What the memory vault says of its secrets. */
const vault =
  'prod/myapp/database Database credentials for myapp team payments env prod username password host port database AWSCURRENT AWSPREVIOUS secret AbCdEf passwort profile dev store file';

describe('what is shown', () => {
  it('would be noticed if it were not translated', () => {
    assert.deepEqual(bypassing(marking.t('Used by {0}', 'three manifests'), 'three'), ['manifests']);
    assert.deepEqual(bypassing(marking.t('Used by {0}', marking.t('{0} days', 3)), ''), []);
  });

  it('on hover is translated', async () => {
    const lab = createLab({ client });
    const hovers = [
      data('').replace('key: prod', 'key: │prod'),
      data('        property: │password\n'),
      data('        property: pass│wort\n'),
      data('').replace('name: aws', 'name: │aws'),
      data('').replace('prod/myapp/database', '│prod/myapp/nothing'),
      data('').replace('name: aws-secretsmanager', 'name: │elsewhere'),
    ];
    const shown = await Promise.all(hovers.map((fixture) => lab.hover(fixture)));
    assertTranslated(shown, `${awsStore} ${hovers.join(' ')} ${vault}`);
  });

  it('in a completion list and beside it is translated', async () => {
    const lab = createLab({ client });
    const lists = [
      data('').replace('prod/myapp/database', '│'),
      data('        property: │\n'),
      data('        version: │\n'),
      data('        │\n'),
      data('').replace('aws-secretsmanager', '│'),
      '│',
    ];
    const offers = await Promise.all(lists.map((fixture) => lab.complete(fixture)));
    const items = offers.flatMap((offer) => offer.items);
    const labels = items.map(({ label }) => label).join(' ');
    assertTranslated(
      items.flatMap(({ detail, labelDetails }) => [detail, labelDetails?.description]),
      `${awsStore} ${lists.join(' ')} ${vault} ${labels}`,
    );
  });

  it('where the vault cannot be asked is translated but for what the vault says', async () => {
    const lab = createLab({ client, trusted: false });
    const { items } = await lab.complete(data('').replace('prod/myapp/database', '│'));
    assertTranslated(
      items.flatMap(({ label, command }) => [label, command?.title]),
      awsStore,
    );
  });

  it('of a login, of what a back end says of a secret, and of a problem that names either, is translated', () => {
    const logins = [
      'your login in ~/.vault-token, profile dev',
      'the service account robot, through your Google login (application default credentials)',
      'role reader through profile dev',
      'kubeconfig context kind, which runs login-helper to log in',
    ];
    const problem = { code: 'failed' as const, ...told('The login ({0}) has expired.', logins[1] ?? '') };
    const details = [
      'its newest version is disabled',
      'disabled, soon to be destroyed',
      'it was deleted on 2026-11-30 and can be recovered',
      'in several folders (/, /prd): ESO reads whichever comes first',
      'scheduled for destruction',
    ];
    assertTranslated(
      [
        ...logins.map((login) => loginWords(login, marking)),
        problemText(problem, marking),
        ...details.map((text) => vaultWords(text, marking)),
        detailWords('versions', '30 versions', marking),
      ],
      'prd vault-token dev robot reader kind login-helper helper',
    );
    for (const text of [...logins, ...details]) assert.equal(vaultWords(loginWords(text, english), english), text);
    assert.equal(detailWords('name', 'folder', marking), 'folder', 'a name that somebody has given');
  });

  it('of the place of a vault, of the right that a login lacks and of details is translated but for names', () => {
    const places = [
      'the manifest itself',
      'project shp, europe-west3',
      'https://vlt.example in namespace shp',
      'namespace shp of vlt.example',
      'https://vlt.example, project shp/api with its groups and groups 3, 4, environment prd',
      'the project of the token, its config',
      'the config of the token',
      'project shp, config prd',
      'https://vlt.example, project shp, environment prd, folder /api',
      'https://vlt.example, vaults Dev and Ops, Web',
      'https://vlt.example, account shp',
      'fr-par, vault ocid',
      'organization 1f of https://vlt.example',
      'organization 1f',
      'tenant shp',
      'by ids',
      'folder b1g',
    ];
    const rights = [
      'list secrets in namespace shp',
      'read access to the vault',
      'read access to the config of the token',
      'read access to project shp',
      'a role in the project that may read its secrets',
      'Maintainer of the project',
      'execute on the variable',
    ];
    const details: readonly (readonly [name: string, value: string])[] = [
      ['in', 'project shp/api'],
      ['environment', 'all of them'],
      ['set to be', 'protected, masked, hidden'],
      ['kept after deletion', '90 days, Recoverable'],
      ['replication', 'automatic'],
      ['announces to', '2 Pub/Sub topics'],
      ['state', 'suspended'],
      ['type', 'rotated secret'],
    ];
    assertTranslated(
      [
        ...places.map((text) => placeWords(text, marking)),
        ...rights.map((text) => rightWords(text, marking)),
        ...details.map(([name, value]) => detailWords(name, value, marking)),
      ],
      'shp api prd europe west vlt Dev and Ops Web par ocid list secrets execute Recoverable',
    );
    for (const text of places) assert.equal(placeWords(text, english), text);
    assert.equal(detailWords('labels', 'protected', marking), 'protected', 'a name that somebody has given');
    assert.equal(rightWords('lockbox.viewer', marking), 'lockbox.viewer', 'a name of the vendor');
  });

  it('of back ends has no problem that is told in English only', () => {
    const root = join(projectRoot, 'server/src/providers');
    const files = globSync('**/*.ts', { cwd: root });
    assert.ok(files.length > 150);
    for (const path of files)
      assert.doesNotMatch(readFileSync(join(root, path), 'utf8'), /\b(?:message|unusable)(?::| =)\s+['"`]/, path);
  });

  it('as inlay hints is translated', async () => {
    const lab = createLab({ client });
    const place = lab.place(data('').replace('name: db', 'name: │db'));
    const context = { ...place, entries: createEntryFacts(), settings: defaultSettings.inlayHints };
    const end = { line: 100, character: 0 };
    const hints = await inlayHints(context, { start: { line: 0, character: 0 }, end });
    assertTranslated(
      hints.flatMap(({ label, tooltip }) => [String(label), String(tooltip)]),
      `${data('')} 1h refreshInterval target`,
    );
  });

  it('as a preview is translated, with what templates make of values', async () => {
    const functions = [
      'upper',
      'lower',
      'nospace',
      'trim',
      'indent 2',
      'replace "a" "b"',
      'trimPrefix "a"',
      'trimSuffix "a"',
      'b64enc',
      'b64dec',
      'sha1sum',
      'sha256sum',
      'sha512sum',
      'default "a"',
    ];
    const entries = functions.map((name, i) => `        k${i}: '{{ .password | ${name} }}'\n`);
    const templates = `  target:\n    template:\n      data:\n${entries.join('')}`;
    const lab = createLab({ client });
    for (const fixture of [data(''), `${data('')}${templates}`]) {
      const { file, ...place } = lab.place(fixture.replace('name: db', 'name: │db'));
      const [document] = file.documents;
      const [resource] = document?.parsed.resources ?? [];
      assert.ok(document && resource);
      const setting = { context: place, uri: lab.uri, asksVaults: true };
      const preview = await secretPreview(setting, file, document, resource, neverCancelled);
      const text = preview.state === 'written' ? preview.text : preview.why;
      assertTranslated([text], `${fixture} uid`);
      assert.match(text, / uid: <⟦uid of ⟧/);
    }
  });

  it('of the command lines of vendors is translated but for the lines themselves', () => {
    const stores = {
      aws: { service: 'SecretsManager', region: 'us-east-1' },
      azurekv: { vaultUrl: 'https://vlt.vault.azure.net' },
      doppler: {},
      gcpsm: { projectID: 'prj' },
      gitlab: { projectID: 'grp/prj' },
      kubernetes: {},
      openBao: {},
      vault: { version: 'v1' },
    };
    const destination = { id: '', service: '', location: '', login: '', endpoint: 'https://vlt.example', customEndpoint: false };
    const asked: readonly Pick<CliRequest, 'deed' | 'key' | 'properties'>[] = [
      { deed: 'create', key: 'app', properties: [] },
      { deed: 'create', key: 'app', properties: ['usr', 'pwd'] },
      { deed: 'rotate', key: 'app', properties: ['pwd'] },
      { deed: 'create', key: '$(app)', properties: ['usr'] },
    ];
    const shown = Object.entries(stores).flatMap(([provider, config]) =>
      asked.flatMap((each) => {
        const store = { kind: 'SecretStore' as const, name: 'str', namespace: 'default', provider, config };
        const common = { ...each, store, isObject: each.properties.length > 0, rotatesItself: true, shell: 'posix' as const };
        return [undefined, { ...destination, context: 'dev' }].flatMap((at) => {
          const made = cliFor(store)?.({ ...common, identity: { role: 'r' }, ...(at === undefined ? {} : { destination: at }) });
          assert.ok(made);
          return 'reason' in made ? [made.reason] : made.forms.flatMap(({ advice, title }) => [title, advice]);
        });
      }),
    );
    assertTranslated(shown.map(marking.of), 'app usr pwd str VALUE FILE stringData');
  });

  it('of minimal policies is translated but for the policies themselves', () => {
    const stores = [
      store('srv', 'aws:\n  service: SecretsManager\n  region: us-east-1'),
      store('arn', 'aws:\n  service: SecretsManager\n  region: us-east-1\n  role: arn:aws:iam::123456789012:role/reads'),
      store('azr', 'azurekv:\n  vaultUrl: https://vlt.vault.azure.net'),
      store('ggl', 'gcpsm:\n  projectID: prj'),
      store('kub', 'kubernetes: {}'),
      store('hcv', 'vault:\n  server: https://vlt.example'),
      store('fak', 'fake: {}'),
    ];
    const names = ['srv', 'arn', 'azr', 'ggl', 'kub', 'hcv', 'fak', 'none'];
    const manifests = names.flatMap((name) => [
      externalSecretOf(name, reads('one')),
      externalSecretOf(name, 'dataFrom:\n  - find:\n      name:\n        regexp: .*'),
    ]);
    const text = policiesFor(...stores, ...manifests).documentIn(marking);
    const known =
      'bao policy write hcl eks describe cluster name query identity oidc issuer output text provider role reads scope secrets one default iam login fake ServiceAccount Vault';
    assertTranslated(text.replace(/```[\s\S]*?```/g, '').split('\n'), `${known} vault ${names.join(' ')} prj vlt`);
  });
});
