import type { Destination, Identity } from '../secretProvider.ts';
import { type AwsStore, defaultHost } from './awsStore.ts';
import type { Environment, LocalConfig } from './localConfig.ts';
import type { ServiceNames } from './serviceNames.ts';

/** Where calls for a store go and as whom. */
export interface AwsLogin {
  /** The profile to use; absent: the SDK's own chain decides, beginning with keys in the environment. */
  readonly profile?: string;
  /** A role to assume with that login. */
  readonly role?: string;
  /** An origin that the environment or the user's own configuration puts in place of AWS's. */
  readonly endpoint?: string;
  readonly destination: Destination;
}

/**
 * Works out the login for a store from the user's settings, the environment and the user's AWS configuration. Makes no call. The
 * manifest contributes the region and nothing else.
 */
export function loginFor(
  names: ServiceNames,
  store: AwsStore,
  identity: Identity,
  env: Environment,
  config: LocalConfig,
): AwsLogin {
  const profile = identity.profile ?? (env['AWS_PROFILE'] || undefined);
  const section = config.profiles.get(profile ?? 'default');
  const endpoint = endpointOf(names, env, section, config);
  const keysInEnvironment = profile === undefined && Boolean(env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']);
  const account = accountOf(identity, keysInEnvironment ? undefined : section, env, profile === undefined);
  const base =
    profile !== undefined
      ? `profile ${profile}`
      : keysInEnvironment
        ? 'the AWS keys in your environment'
        : 'your default AWS login';
  const login = identity.role === undefined ? base : `role ${identity.role} through ${base}`;
  const origin = endpoint ?? `https://${defaultHost(names, store.region)}`;
  const id = [
    `aws-${names.prefix}`,
    store.region,
    origin,
    profile ?? (keysInEnvironment ? '(environment)' : '(default)'),
    identity.role ?? '',
    account ?? '',
  ];
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(identity.role === undefined ? {} : { role: identity.role }),
    ...(endpoint === undefined ? {} : { endpoint }),
    destination: {
      id: id.join('|'),
      service: names.title,
      location: store.region,
      endpoint: origin,
      customEndpoint: endpoint !== undefined,
      login,
      ...(account === undefined ? {} : { account }),
    },
  };
}

/** In the order of the AWS tools: the variable of the service, the general one, the service's setting, the profile's. */
function endpointOf(
  { setting }: ServiceNames,
  env: Environment,
  section: ReadonlyMap<string, string> | undefined,
  config: LocalConfig,
): string | undefined {
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? section?.get('ignore_configured_endpoint_urls');
  if (ignored === 'true') return undefined;
  const services = config.services.get(section?.get('services') ?? '');
  const text =
    env[`AWS_ENDPOINT_URL_${setting.toUpperCase()}`] ||
    env['AWS_ENDPOINT_URL'] ||
    services?.get(`${setting}.endpoint_url`) ||
    section?.get('endpoint_url');
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return `${url.origin}${url.pathname === '/' ? '' : url.pathname}`;
}

function accountOf(
  identity: Identity,
  section: ReadonlyMap<string, string> | undefined,
  env: Environment,
  ambient: boolean,
): string | undefined {
  const named = [
    accountInArn(identity.role),
    accountInArn(section?.get('role_arn')),
    section?.get('sso_account_id'),
    section?.get('aws_account_id'),
    ...(ambient ? [env['AWS_ACCOUNT_ID'], accountInArn(env['AWS_ROLE_ARN'])] : []),
  ];
  return named.find((account) => account !== undefined && /^\d{12}$/.test(account));
}

function accountInArn(arn: string | undefined): string | undefined {
  return arn?.split(':')[4];
}
