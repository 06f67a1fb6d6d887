import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { consoleAddress } from '../../server/src/providers/aws/awsStore.ts';
import type { Caller } from '../../server/src/providers/aws/caller.ts';
import type { ParameterStoreCalls } from '../../server/src/providers/aws/parameterStore/calls.ts';
import { createParameterStoreCatalog } from '../../server/src/providers/aws/parameterStore/catalog.ts';
import { createLookups } from '../../server/src/providers/aws/parameterStore/lookups.ts';
import type { SecretsManagerCalls } from '../../server/src/providers/aws/secretsManager/calls.ts';
import { createSecretsManagerCatalog } from '../../server/src/providers/aws/secretsManager/catalog.ts';

const options = {
  clock: nodeClock,
  prefix: '',
  mayReadValues: () => false,
  maxCalls: () => 1,
  consolePage: (path: string) => consoleAddress('us-east-1', path),
};

describe('AWS metadata', () => {
  it('of a parameter: what deletes it, and its page in the console', async () => {
    const policy = '{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-02T03:04:05.000Z"}}';
    const parameter = {
      Name: '/prod/db',
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/prod/db',
      Type: 'SecureString',
      Tier: 'Advanced',
      DataType: 'aws:ec2:image',
      Version: 4,
      Policies: [{ PolicyType: 'NoChangeNotification' }, { PolicyType: 'Expiration', PolicyText: policy }],
    };
    const answers = { DescribeParameters: { Parameters: [parameter] }, ListTagsForResource: [] } as Record<string, unknown>;
    const call = (async ({ operation }) => ({ value: answers[operation] })) as Caller<ParameterStoreCalls>;
    const found = await createParameterStoreCatalog({ ...options, call }).describe('/prod/db', neverCancelled);
    assert.ok(found.state === 'found');
    assert.equal(found.item.deletion, Date.UTC(2030, 0, 2, 3, 4, 5));
    assert.deepEqual(
      found.item.details?.map(({ name, value }) => `${name}=${value}`),
      ['type=SecureString', 'tier=Advanced', 'data type=aws:ec2:image', 'policies=NoChangeNotification, Expiration'],
    );
    assert.equal(
      found.item.console,
      'https://us-east-1.console.aws.amazon.com/systems-manager/parameters/%252Fprod%252Fdb/description',
    );
  });

  it('of a secret: its key and its page in the console', async () => {
    const secret = { Name: 'prod/db', ARN: 'arn:aws:secretsmanager:us-east-1:1:secret:prod/db-AbCdEf', KmsKeyId: 'alias/own' };
    const call = (async () => ({ value: secret })) as Caller<SecretsManagerCalls>;
    const found = await createSecretsManagerCatalog({ ...options, call }).describe('prod/db', neverCancelled);
    assert.ok(found.state === 'found');
    assert.deepEqual(found.item.details, [{ name: 'encrypted with', value: 'alias/own' }]);
    assert.equal(found.item.console, 'https://us-east-1.console.aws.amazon.com/secretsmanager/secret?name=prod%2Fdb');
  });

  it('has a console in the partitions whose console is known', () => {
    assert.equal(consoleAddress('cn-north-1', 'x'), 'https://cn-north-1.console.amazonaws.cn/x');
    assert.equal(consoleAddress('us-gov-west-1', 'x'), 'https://us-gov-west-1.console.amazonaws-us-gov.com/x');
    for (const region of ['us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1'])
      assert.equal(consoleAddress(region, 'x'), undefined);
  });
});

describe('look-ups of parameters that share a call', () => {
  const asked: (readonly string[])[] = [];
  const present = new Set(['/a', '/b']);
  /** A service that would take the first of several values only. */
  const ask = async (names: readonly string[]) => {
    asked.push(names);
    return { value: names.slice(0, 1).flatMap((Name): ParameterMetadata[] => (present.has(Name) ? [{ Name }] : [])) };
  };

  it('call nothing missing that was not asked for by itself', async () => {
    const lookUp = createLookups(ask, nodeClock);
    const answers = await awake(Promise.all(['/a', '/b', '/none', '/a'].map((name) => lookUp(name, neverCancelled))));
    assert.deepEqual(
      answers.map(({ state }) => state),
      ['found', 'found', 'missing', 'found'],
    );
    assert.deepEqual(asked, [['/a', '/b', '/none'], ['/b'], ['/none']]);
  });

  it('are split where there are more than a filter may hold', async () => {
    asked.length = 0;
    const lookUp = createLookups(async (names) => {
      asked.push(names);
      return { value: names.map((Name) => ({ Name })) };
    }, nodeClock);
    await awake(Promise.all(Array.from({ length: 120 }, (_, i) => lookUp(`/${i}`, neverCancelled))));
    assert.deepEqual(
      asked.map(({ length }) => length),
      [50, 50, 20],
    );
  });
});

/** The timers of the product keep no process alive. */
async function awake<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 1_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
