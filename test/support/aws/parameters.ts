import { AddTagsToResourceCommand, LabelParameterVersionCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** A parameter to put into a test vault before it is used. */
export interface SeedParameter {
  readonly region: string;
  readonly name: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Earlier values, oldest first. */
  readonly earlier?: readonly string[];
  /** Labels by the number of the version that they are on. */
  readonly labels?: Readonly<Record<number, readonly string[]>>;
  readonly pattern?: string;
}

/**
 * More parameters in `us-east-1` than one page has, among them one of each type, with and without folders, and one in `eu-west-1`.
 *
 * @param value makes the text of each value from a label; tests pass canaries, so that no value stands in a file
 */
export function seedParameters(value: (label: string) => string): readonly SeedParameter[] {
  const region = 'us-east-1';
  const database = (label: string) =>
    JSON.stringify({ username: value(`${label}/u`), 'tls.crt': value(`${label}/t`), port: 5432 });
  return [
    {
      region,
      name: '/prod/myapp/database',
      type: 'SecureString',
      value: database('now'),
      earlier: [database('first'), database('second')],
      labels: { 2: ['stable', 'blue'] },
      description: 'Database credentials for myapp',
      tags: { team: 'payments', env: 'prod' },
    },
    { region, name: '/prod/myapp/api-key', type: 'String', value: value('api-key'), earlier: [value('api-key-before')] },
    { region, name: '/prod/myapp/hosts', type: 'StringList', value: `${value('host-a')},${value('host-b')}` },
    { region, name: '/prod/myapp/half-json', type: 'String', value: `{"password": "${value('half')}", broken` },
    { region, name: 'plain-name', type: 'String', value: value('plain'), pattern: '^.*$' },
    { region, name: '/Odd/Mixed.Case_1', type: 'String', value: value('mixed') },
    ...Array.from({ length: 60 }, (_, i): SeedParameter => {
      const name = `/dev/service-${String(i).padStart(2, '0')}/token`;
      return { region, name, type: 'String', value: value(name) };
    }),
    { region: 'eu-west-1', name: '/prod/european', type: 'String', value: value('european') },
  ];
}

/** Puts a seed into any server that speaks the API, with the calls a person would make. */
export async function seedParametersThroughApi(endpoint: string, seed: readonly SeedParameter[]): Promise<void> {
  const credentials = { accessKeyId: 'seed', secretAccessKey: 'seed' };
  for (const { region, name: Name, type: Type, value, description, tags, earlier = [], labels = {}, pattern } of seed) {
    const client = new SSMClient({ region, endpoint, credentials });
    for (const [i, Value] of [...earlier, value].entries()) {
      const more = {
        ...(description === undefined ? {} : { Description: description }),
        ...(pattern === undefined ? {} : { AllowedPattern: pattern }),
      };
      await client.send(new PutParameterCommand({ Name, Type, Value, Overwrite: i > 0, ...more }));
    }
    const Tags = Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length > 0) await client.send(new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: Name, Tags }));
    for (const [version, Labels] of Object.entries(labels))
      await client.send(new LabelParameterVersionCommand({ Name, ParameterVersion: Number(version), Labels: [...Labels] }));
    client.destroy();
  }
}
