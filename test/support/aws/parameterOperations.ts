import type { Answer, Input, operations } from './operations.ts';
import type { SeedParameter } from './parameters.ts';
import { account, nowSeconds } from './vault.ts';

const notFound: Answer = { error: 'ParameterNotFound', message: 'The parameter could not be found.' };

/** The operations of Parameter Store over a seed, for one region, by their AWS names. */
export function parameterOperations(seed: readonly SeedParameter[]): (region: string) => typeof operations {
  const started = nowSeconds();
  return (region) => {
    const parameters = seed.filter((parameter) => parameter.region === region);
    const named = (text: unknown) => parameters.find(({ name }) => name === text || arnOf(region, name) === text);
    return {
      DescribeParameters: (input) => describeParameters(input, parameters, started),
      GetParameter: (input) => getParameter(input, named),
      GetParameterHistory(input) {
        const parameter = named(input['Name']);
        if (parameter === undefined) return notFound;
        const history = versionsOf(parameter).map((Value, i) => ({
          ...described(parameter, started),
          Version: i + 1,
          Labels: parameter.labels?.[i + 1] ?? [],
          Value: parameter.type === 'SecureString' ? Buffer.from(Value).toString('base64') : Value,
        }));
        return { body: page(history, input, 50, 'Parameters') };
      },
      ListTagsForResource(input) {
        const parameter = named(input['ResourceId']);
        if (parameter === undefined) return { error: 'InvalidResourceId', message: 'The resource ID is not valid.' };
        return { body: { TagList: Object.entries(parameter.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) } };
      },
    };
  };
}

interface Filter {
  readonly Key: string;
  readonly Option?: string;
  readonly Values: readonly string[];
}

function describeParameters(input: Input, parameters: readonly SeedParameter[], started: number): Answer {
  const filters = (input['ParameterFilters'] ?? []) as readonly Filter[];
  if (filters.some(({ Values }) => Values.length > 50 || Values.some((value) => !/^[a-zA-Z0-9_.\-/]+$/.test(value))))
    return { error: 'InvalidFilterValue', message: 'The filter value is not valid.' };
  const passes = ({ name }: SeedParameter) =>
    filters.every(({ Option, Values }) =>
      Values.some((value) => (Option === 'BeginsWith' ? name.startsWith(value) : name === value)),
    );
  return {
    body: page(
      parameters.filter(passes).map((parameter) => described(parameter, started)),
      input,
      50,
      'Parameters',
    ),
  };
}

/** `name:3` is a version, `name:stable` a label. */
function getParameter(input: Input, named: (text: unknown) => SeedParameter | undefined): Answer {
  const text = String(input['Name']);
  const whole = named(text);
  const [, name, selector] = whole === undefined ? (/^(.*):([^:]+)$/.exec(text) ?? []) : [];
  const parameter = whole ?? named(name);
  if (parameter === undefined) return notFound;
  const values = versionsOf(parameter);
  const labelled = Object.entries(parameter.labels ?? {}).find(([, labels]) => labels.includes(selector ?? ''))?.[0];
  const version = selector === undefined ? values.length : Number(labelled ?? selector);
  const Value = values[version - 1];
  if (Value === undefined)
    return { error: 'ParameterVersionNotFound', message: 'The specified parameter version was not found.' };
  return { body: { Parameter: { Name: parameter.name, Type: parameter.type, Value, Version: version } } };
}

function described(parameter: SeedParameter, started: number): object {
  const { region, name, type, description, pattern } = parameter;
  return {
    Name: name,
    ARN: arnOf(region, name),
    Type: type,
    Tier: 'Standard',
    DataType: 'text',
    Version: versionsOf(parameter).length,
    LastModifiedDate: started,
    LastModifiedUser: `arn:aws:iam::${account}:user/tester`,
    ...(type === 'SecureString' ? { KeyId: 'alias/aws/ssm' } : {}),
    ...(description === undefined ? {} : { Description: description }),
    ...(pattern === undefined ? {} : { AllowedPattern: pattern }),
  };
}

function versionsOf({ earlier = [], value }: SeedParameter): readonly string[] {
  return [...earlier, value];
}

function arnOf(region: string, name: string): string {
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

function page(all: readonly object[], input: Input, size: number, member: string): object {
  const start = Number(input['NextToken'] ?? 0);
  const most = Number(input['MaxResults'] ?? size);
  const next = start + most < all.length ? { NextToken: String(start + most) } : {};
  return { [member]: all.slice(start, start + most), ...next };
}
