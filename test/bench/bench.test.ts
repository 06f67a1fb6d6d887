import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Contestant, contestants } from '../../scripts/bench/contestants.ts';
import { writeCatalogue } from '../../scripts/bench/incumbentSchemas.ts';
import { manifestsIn } from '../../scripts/bench/manifests.ts';
import { sizes } from '../../scripts/bench/measures.ts';
import { folderScenario } from '../../scripts/bench/otherScenarios.ts';
import { asMarkdown, asText } from '../../scripts/bench/report.ts';
import { createSamples } from '../../scripts/bench/samples.ts';
import { projectRoot } from '../../scripts/setup/cache.ts';

describe('the benchmark', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('drives both servers', {
    skip: existsSync(join(projectRoot, 'dist/server/main.cjs')) ? false : 'not built (npm run build)',
  }, async () => {
    writeCatalogue('2.9.0', join(folder, 'schemas'));
    const { ours, incumbent } = contestants(join(folder, 'schemas'), folder);
    const samples = createSamples();
    const run = async (contestant: Contestant) => {
      await folderScenario({ contestant, samples, size: sizes.folder, times: 2 }, 2, 1);
      assert.equal(samples.count(contestant.id, 'edit', sizes.folder), 2, contestant.name);
      assert.ok((samples.median(contestant.id, 'coldOpen', sizes.folder) ?? 0) > 0);
    };
    await Promise.all([run(ours), run(incumbent)]);
  });

  it('gives the incumbent all that the CRDs say, in one file a kind', () => {
    writeCatalogue('2.9.0', join(folder, 'schemas'));
    const schema = JSON.parse(readFileSync(join(folder, 'schemas/external-secrets.io/secretstore_v1.json'), 'utf8'));
    const { aws } = schema.properties.spec.properties.provider.properties;
    assert.ok(aws.properties.service.enum.includes('ParameterStore'));
    assert.equal(aws.additionalProperties, false);
    assert.equal(typeof schema.properties.spec.properties.provider.description, 'string');
    assert.ok(!JSON.stringify(schema).includes('$ref'));
  });

  it('plants the mistake and the edits where it looks for them', () => {
    const { text, mistakeLine, editedLine, entryLine } = manifestsIn(50, 'app');
    const lines = text.split('\n');
    assert.match(lines[mistakeLine] ?? '', /deletionPolicy: Retained/);
    assert.match(lines[editedLine] ?? '', /^ {2}refreshInterval: 1h$/);
    assert.match(lines[entryLine] ?? '', /remoteRef:/);
    assert.equal(text.split('kind: ExternalSecret').length - 1, 50);
  });

  it('marks every goal as met or not, and hides none', () => {
    const samples = createSamples();
    for (const [by, start, edit] of [
      ['ours', 100, 30],
      ['incumbent', 400, 1_000],
      ['nothing', 50, 2],
    ] as const) {
      samples.add(by, 'start', sizes.none, start);
      samples.add(by, 'edit', sizes.thousands, edit);
      samples.add(by, 'edit', sizes.fifty, by === 'nothing' ? 1 : 4);
    }
    const report = { samples, conditions: ['somewhere'], own: [{ name: 'bundles', value: '1 kB' }] };
    const text = asText(report);
    assert.match(text, /^start → .* 100 ms +400 ms +0\.25× +≤ 0\.35× +met$/m);
    assert.match(text, /^edit → .* 2,000 documents +30 ms +1,000 ms +0\.03× +≤ 0\.02× +not met$/m);
    assert.match(text, /3\.0 ms and 28\.0 ms .* not met$/m);
    const page = asMarkdown(report);
    assert.match(page, /^- goals not met: edit → diagnostics that reflect it \(2,000 documents\); edit → diagnostics, beyond/m);
    assert.match(page, /^\| bundles \| 1 kB \|$/m);
  });
});
