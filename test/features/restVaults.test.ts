import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { vaultFindings } from '../../server/src/features/vaultDiagnostics.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { openRest } from '../providers/restSetup.ts';
import { fullConsent } from '../support/memoryHost.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { restDoubles } from '../support/vaults/index.ts';
import { loginOf, needle, type RestDouble } from '../support/vaults/restDouble.ts';
import { afterAnswers, createLab, externalSecret, type Lab } from './lab.ts';

// Every back end over plain HTTP, as its user sees it in the editor.

const entry = (key: string, more = '') =>
  externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n${more}`);

function start(double: RestDouble, server: ScriptedHttp): Lab {
  const { id, config } = double;
  const login = loginOf(double, server.url);
  const { provider } = openRest(id, config(server.url), login);
  const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws-secretsmanager, namespace: default}
spec:
  provider:
    ${id}: ${JSON.stringify(config(server.url))}
`;
  return createLab({
    providers: [provider],
    files: { 'file:///w/store.yaml': store },
    consent: fullConsent,
    now: afterAnswers(),
    ...(login.identity === undefined ? {} : { identity: login.identity }),
  });
}

async function findings(lab: Lab, text: string): Promise<readonly string[]> {
  const [resource] = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
  assert.ok(resource);
  return (await vaultFindings(lab.context, lab.uri, resource, neverCancelled)).map(({ message }) => message);
}

for (const double of restDoubles)
  describe(`a manifest that reads from ${double.id}`, () => {
    const [key = ''] = double.keys;
    let server: ScriptedHttp;
    before(async () => {
      server = await startScriptedHttp(double.answer);
    });
    after(() => server.close());

    it('is offered the keys', async () => {
      const { labels, chosen } = await start(double, server).complete(entry('│'));
      for (const each of double.keys) assert.ok(labels.includes(each), `${each} among ${labels.join(' ')}`);
      assert.ok(chosen(key).includes(key));
      assert.ok(!labels.some((label) => label.includes(needle)));
    });

    it('is told of a key what is known of it, and no value', async () => {
      const text = await start(double, server).hover(entry(`${key}│`));
      assert.ok(text.startsWith('**') && text.replaceAll('\\', '').includes(`**${key}**`), text);
      assert.match(text, double.hover);
      assert.ok(!text.includes(needle), text);
    });

    it('is told of keys that are not there, and not of others', async () => {
      const lab = start(double, server);
      for (const each of double.keys) assert.deepEqual(await findings(lab, entry(each)), [], each);
      const [message = ''] = await findings(lab, entry(`${key}x`));
      // What a login may not see looks the same there.
      if (openRest(double.id, double.config(server.url)).provider.capabilities.missing !== undefined)
        return assert.equal(message, '');
      assert.ok(message.startsWith(`Key "${key}x" is not in store aws-secretsmanager (`), message);
      assert.ok(message.endsWith(`Did you mean "${key}"?`), message);
    });

    it('is offered the properties, and told of those that are not there', async () => {
      const { properties } = double;
      const lab = start(double, server);
      const { labels } = await lab.complete(entry(properties?.key ?? key, '        property: │\n'));
      for (const name of properties?.names ?? []) assert.ok(labels.includes(name), `${name} among ${labels.join(' ')}`);
      if (properties === undefined) {
        assert.deepEqual(await findings(lab, entry(key, '        property: none\n')), []);
        return;
      }
      for (const name of properties.names)
        assert.deepEqual(await findings(lab, entry(properties.key, `        property: ${JSON.stringify(name)}\n`)), [], name);
      const [message = ''] = await findings(lab, entry(properties.key, '        property: nowhere-to-be-found\n'));
      assert.match(message, /^Secret ".*" has no property "nowhere-to-be-found"\./);
    });
  });
