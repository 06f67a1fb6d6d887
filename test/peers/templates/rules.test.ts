import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createNodeSchemaSource } from '../../../server/src/node/nodeSchemaSource.ts';
import { diagnoseDocument } from '../../../server/src/rules/diagnose.ts';
import { createManifestParser } from '../../../server/src/syntax/parse.ts';
import { dice, fuzzFactor, fuzzSeed } from '../../support/fuzz.ts';
import { writeCall } from './calls.ts';
import { describeEngine } from './describeEngine.ts';
import { grammarKeys } from './grammar.ts';

const count = 2000 * fuzzFactor;

/** The keys that a Secret can have. */
const data = Object.fromEntries(Object.entries(grammarKeys).filter(([key]) => /^[-._a-zA-Z0-9]+$/.test(key)));

describeEngine('the rules about templates, beside the engine', (engine) => {
  it(`say of none of ${count} templates that it fails which the engine renders (seed ${fuzzSeed})`, async (test) => {
    const roll = dice(fuzzSeed);
    const templates = Array.from({ length: count }, () => writeCall(roll));
    const answers = engine.render(templates.map((template) => ({ template, data })));
    const falseAlarms: unknown[] = [];
    const silent = new Set<string>();
    let right = 0;
    for (const [i, template] of templates.entries()) {
      const answer = answers[i];
      const errors = await errorsOf(template, i % 2 === 0);
      if (answer === undefined) continue;
      if (errors.length > 0 && 'output' in answer) falseAlarms.push({ template, output: answer.output, errors });
      if (errors.length > 0 && 'error' in answer) right++;
      if (errors.length === 0 && 'error' in answer) silent.add(template);
    }
    test.diagnostic(`${right} rightly said to fail; of ${silent.size} that fail nothing is said, or a warning`);
    assert.deepEqual(falseAlarms.slice(0, 5), [], `${falseAlarms.length} of ${count}`);
    assert.ok(right > count / 4, `${right} of ${count} are too few to tell`);
  });
});

const schemas = createNodeSchemaSource();
const version = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };

/** What is said to be an error in an ExternalSecret with the template, and with all keys by name or unknown. */
async function errorsOf(template: string, hasNames: boolean): Promise<readonly string[]> {
  const manifest = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'a' },
    spec: {
      secretStoreRef: { name: 's', kind: 'ClusterSecretStore' },
      target: { template: { data: { K: template } } },
      ...(hasNames
        ? { data: Object.keys(data).map((secretKey) => ({ secretKey, remoteRef: { key: 'k' } })) }
        : { dataFrom: [{ extract: { key: 'k' } }] }),
    },
  };
  const [document] = createManifestParser().parse(JSON.stringify(manifest)).documents;
  if (document === undefined) return [];
  const placed = await diagnoseDocument(document.parsed, schemas, version);
  return placed.filter(({ finding }) => finding.severity === 'error').map(({ finding }) => `${finding.rule}: ${finding.message}`);
}
