import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marked } from 'marked';
import { plainCommands } from '../../../server/src/features/context.ts';
import { card } from '../../../server/src/features/hover/card.ts';
import { fullConsent, tutorialSecret } from '../../support/memoryHost.ts';
import { awsStore, createLab, externalSecret } from '../lab.ts';

function entry(key: string, property = 'password', more = ''): string {
  return externalSecret(
    `  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n        property: ${property}\n${more}`,
  );
}

test('a field: type, default, required, what it is for, where to read on', async () => {
  const lab = createLab();
  const interval = await lab.hover(externalSecret('  refreshInt│erval: 1h\n'));
  assert.match(interval, /^\*\*`refreshInterval`\*\* · string\n\nDefault: `1h0m0s`/);
  assert.match(interval, /\[Documentation\]\(https:\/\/external-secrets\.io\//);
  assert.match(await lab.hover(externalSecret('  data:\n    - secret│Key: a\n')), /^\*\*`secretKey`\*\* · string · required\n/);
  const policy = await lab.hover(externalSecret('  target:\n    creation│Policy: Owner\n'));
  for (const value of ['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge'])
    assert.match(policy, new RegExp(`^- \`${value}\`: \\w`, 'm'));
});

test('an allowed value says what it does, a kind what it is for', async () => {
  const lab = createLab();
  assert.match(
    await lab.hover(externalSecret('  target:\n    creationPolicy: Orph│an\n')),
    /^\*\*Orphan\*\* · creationPolicy\n\n\w/,
  );
  assert.match(
    await lab.hover(externalSecret('').replace('kind: External', 'kind: Exter│nal')),
    /^\*\*`ExternalSecret`\*\*\n\nReads entries/,
  );
  assert.match(await lab.hover(awsStore.replace('region:', 'reg│ion:')), /^\*\*`region`\*\* · string/);
});

test('documents of other tools are left alone', async () => {
  const lab = createLab();
  assert.equal(await lab.hover('apiVersion: apps/v1\nkind: Deploy│ment\n'), '');
  assert.equal(await lab.hover('spec: │x\n'), '');
  const other = externalSecret('')
    .replace('external-secrets.io/v1', 'kubernetes-client.io/v1')
    .replace('name: aws-sec', 'name: aws│-sec');
  assert.equal(await lab.hover(other), '');
});

test('a remote key: one card with everything but the values', async () => {
  const lab = createLab();
  const other = 'file:///w/app/worker.yaml';
  const withUser = createLab({ files: { 'file:///w/store.yaml': awsStore, [other]: entry('prod/myapp/database') } });
  const card = await withUser.hover(entry('prod/my│app/database'));
  assert.deepEqual(card.split('  \n'), [
    '**prod/myapp/database** · AWS Secrets Manager · us-east-1',
    'Database credentials for myapp',
    '`arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/myapp/database-AbCdEf`',
    'Changed 3 days ago (2026-11-20 10:30 UTC) · last read today (2026-11-23) · created 53 days ago (2026-10-01) · rotation every 30 days (next in 27 days, 2026-12-20)',
    'Tags: team=payments, env=prod',
    'Versions: AWSCURRENT → 0a1b2c3d (3 days ago), AWSPREVIOUS → 9f8e7d6c (53 days ago)',
    'Properties: username, password, host, port, database (names only)',
    'Also used by: [worker.yaml](file:///w/app/worker.yaml)',
  ]);
  for (const value of Object.values(JSON.parse(tutorialSecret.value ?? '{}')))
    assert.ok(!card.includes(`${value}`) || value === '5432', 'no value');
  assert.doesNotMatch(card, /5432/);
  assert.equal((await lab.hover(entry('prod/my│app/database'))).includes('used by'), false);
});

test('a key without permission to read values: metadata, and why the properties are missing', async () => {
  const card = await createLab({ consent: { ...fullConsent, readValues: false } }).hover(entry('prod/my│app/database'));
  assert.match(card, /Database credentials for myapp/);
  assert.match(card, /Properties: not listed, as reading values is not allowed/);
});

test('a key that is not there: said according to what is certain', async () => {
  const sure = await createLab().hover(entry('prod/no│pe'));
  assert.match(sure, /Not found in this vault\./);
  const unsure = await createLab({ consent: { ...fullConsent, confirmedStores: [] } }).hover(entry('prod/no│pe'));
  assert.match(unsure, /Not found with this login, which may look at another vault/);
});

test('a vault out of reach: one line that says why and what to do', async () => {
  const cold = await createLab({ consent: undefined as never }).hover(entry('prod/my│app/database'));
  assert.deepEqual(cold.split('  \n').length, 2);
  assert.match(cold, /is not connected to AWS Secrets Manager, us-east-1\. Connect it/);
  const lab = createLab();
  lab.host.vault.problem = {
    code: 'expired-credentials',
    message: 'The login has expired.',
    remedy: 'aws sso login --profile dev',
  };
  const told = await lab.hover(entry('prod/my│app/database'));
  const link = /The login has expired\. \[Sign in again: aws sso login --profile dev\]\(command:externalSecrets\.signIn\?(\S+)\)/;
  assert.deepEqual(JSON.parse(decodeURIComponent(link.exec(told)?.[1] ?? '')), [
    { kind: 'SecretStore', name: 'aws-secretsmanager', namespace: 'default', uri: 'file:///w/store.yaml' },
  ]);
  const elsewhere = createLab({ client: { commands: plainCommands } });
  elsewhere.host.vault.problem = lab.host.vault.problem;
  assert.match(await elsewhere.hover(entry('prod/my│app/database')), /has expired\. Run `aws sso login --profile dev`/);
  assert.match(
    await createLab({ files: {} }).hover(entry('prod/my│app/database')),
    /SecretStore aws-secretsmanager is not among the files/,
  );
});

test('a property: its type, or the names there are', async () => {
  const lab = createLab();
  assert.equal(
    await lab.hover(entry('prod/myapp/database', 'pass│word')),
    '**password** · property of prod/myapp/database  \nType: string',
  );
  const wrong = await lab.hover(entry('prod/myapp/database', 'pass│wrd'));
  assert.match(wrong, /no such property\. {2}\nProperties: username, password/);
  assert.match(
    await lab.hover(entry('prod/myapp/database', '"#.pass│"')),
    /^\*\*\\#\.pass\*\* · property of prod\/myapp\/database$/,
  );
});

test('a store: provider, place, auth, file, state', async () => {
  const lab = createLab();
  const text = externalSecret('').replace('name: aws-sec', 'name: aws│-sec');
  assert.deepEqual((await lab.hover(text)).split('  \n').slice(0, 4), [
    '**aws-secretsmanager** · SecretStore · namespace default',
    'AWS Secrets Manager · us-east-1 · profile dev',
    'Auth: `jwt`',
    'Defined in [store.yaml](file:///w/store.yaml)',
  ]);
  assert.match(await createLab({ consent: undefined as never }).hover(text), /is not connected to AWS/);
  assert.match(await createLab({ files: {} }).hover(text), /is not among the files of this workspace/);
});

test('text from the vault is inert and bounded, and a card stays a card', async () => {
  const nasty = '[x](command:evil) ![i](https://e.example) <img src=x> **b** `c` https://e.example\n# h\n\n- l \u202e';
  const lab = createLab({
    secrets: [
      {
        key: 'k',
        description: nasty.repeat(50),
        id: '`](command:x)',
        tags: Array.from({ length: 60 }, (_, i) => ({ name: `${nasty}${i}`, value: nasty })),
        versions: Array.from({ length: 60 }, (_, i) => ({ version: `${i}`, labels: [nasty] })),
        deletion: Date.UTC(2026, 11, 1),
        value: JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${nasty}${i}`, '']))),
      },
    ],
  });
  const card = await lab.hover(entry('k│'));
  assert.ok(card.split('\n').length <= 12);
  assert.ok(card.length < 6000, `${card.length}`);
  const kinds = new Set<string>();
  void marked.walkTokens(marked.lexer(card), ({ type }) => void kinds.add(type));
  assert.deepEqual([...kinds].sort(), ['br', 'codespan', 'escape', 'paragraph', 'strong', 'text']);
  assert.doesNotMatch(card, /\u202e/);
  assert.match(card, /Scheduled for deletion\*\* in 7 days \(2026-12-01 00:00 UTC\)/);
});

test('a card has at most a dozen lines', () => {
  const lines = card(
    'heading',
    Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? `${i}` : undefined)),
  ).split('\n');
  assert.equal(lines.length, 12);
  assert.ok(!lines.includes(''));
});

test('editors without Markdown read plain text', async () => {
  const plain = await createLab({ client: { markdown: false } }).hover(entry('prod/my│app/database'));
  assert.match(plain, /^prod\/myapp\/database · AWS Secrets Manager · us-east-1\nDatabase credentials for myapp\narn:aws:/);
});

test('template text is not hovered as if it were a value', async () => {
  assert.equal(await createLab().hover(entry('prod/{{ .Val│ues.app }}')), '');
});

test('what only the vendor says of a secret, and a link to its console where the address is that of one', async () => {
  const of = async (console: string, client = {}) => {
    const secrets = [
      {
        key: 'k',
        id: 'arn:x',
        console,
        details: [
          { name: 'type', value: 'SecureString' },
          { name: 'tier', value: '[x](y)' },
        ],
      },
    ];
    return (await createLab({ secrets, client }).hover(entry('│k'))).split('  \n');
  };
  const page = 'https://us-east-1.console.aws.amazon.com/systems-manager/parameters/%252Fprod%252Fx/description';
  assert.deepEqual((await of(page)).slice(1, 3), [
    `\`arn:x\` · [Open in the AWS console](${page})`,
    'Type: SecureString · tier: \\[x\\]\\(y\\)',
  ]);
  const portal = 'https://portal.azure.com/#@shop/asset/Microsoft_Azure_KeyVault/Secret/https://v.vault.azure.net/secrets/x';
  assert.equal((await of(portal))[1], `\`arn:x\` · [Open in the Azure portal](${portal})`);
  assert.deepEqual((await of(page, { markdown: false })).join('\n').includes('console'), false);
  for (const address of [
    'http://us-east-1.console.aws.amazon.com/x',
    'https://us-east-1.console.aws.amazon.com.evil.example/x',
    'https://evil.example/.console.aws.amazon.com/',
    'https://a@evil.example/x',
    'https://my.portal.azure.com.evil.example/x',
    'https://portal.azure.community/x',
    'https://x.console.aws.amazon.com:8443/x',
    'command:workbench.action.terminal.new',
  ])
    assert.equal((await of(address))[1], '`arn:x`', address);
});
