import type { Agent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { pipeline, Readable, Transform } from 'node:stream';
import type { AwsLogin } from './login.ts';
import type { Network } from './network.ts';
import type { ServiceNames } from './serviceNames.ts';

/** The part of the AWS SDK that logs in and sends, once loaded. */
type Sdk = typeof import('./loginSdk.ts');

type RequestHandler = InstanceType<Sdk['NodeHttpHandler']>;

/** A login in use, with the client that makes its calls. */
export interface Connection<Client> {
  readonly client: Client;
  readonly names: ServiceNames;
  readonly login: AwsLogin;
  /** Host and port of the proxy on the way to the vault. */
  readonly proxy?: string;
}

/** Milliseconds: to connect, and for the whole of one attempt. */
export interface Timeouts {
  readonly connect: number;
  readonly attempt: number;
}

/** What the client of any service is made with. */
export type ClientConfig = Awaited<ReturnType<typeof clientConfig>>;

/**
 * What makes a client of one region and login. The SDK knows neither proxies nor the system's authorities, so every request, those of the
 * credential providers included, goes through `network`.
 */
export async function clientConfig(region: string, login: AwsLogin, network: Network, timeouts: Timeouts) {
  const sdk = await import('./loginSdk.ts');
  const requestHandler = createRequestHandler(sdk, network, timeouts);
  const loginConfig = { region, requestHandler, maxAttempts: 2 };
  const chain = sdk.fromNodeProviderChain({
    clientConfig: loginConfig,
    // What `aws sso login` or `aws configure` has written meanwhile must count.
    ignoreCache: true,
    logger: silent,
    ...(login.profile === undefined ? {} : { profile: login.profile }),
  });
  const credentials =
    login.role === undefined
      ? chain
      : sdk.fromTemporaryCredentials({
          masterCredentials: chain,
          params: { RoleArn: login.role, RoleSessionName: 'external-secrets-editor' },
          clientConfig: loginConfig,
        });
  return {
    region,
    credentials,
    requestHandler,
    maxAttempts: 3,
    customUserAgent: [['external-secrets-editor']] satisfies [string][],
    ...(login.profile === undefined ? {} : { profile: login.profile }),
    ...(login.endpoint === undefined ? {} : { endpoint: login.endpoint }),
  };
}

/** Without a logger the SDK writes to the console, which in a language server is no place for it. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Chooses the way for each request by its host: credential providers call other hosts than the vault's. */
function createRequestHandler(sdk: Sdk, network: Network, timeouts: Timeouts): Pick<RequestHandler, 'handle' | 'metadata'> {
  const handlers = new Map<Agent, RequestHandler>();
  const handlerFor = (agent: Agent) => {
    const options = { connectionTimeout: timeouts.connect, requestTimeout: timeouts.attempt, throwOnRequestTimeout: true };
    const handler =
      handlers.get(agent) ?? new sdk.NodeHttpHandler({ ...options, httpAgent: agent, httpsAgent: agent as HttpsAgent });
    handlers.set(agent, handler);
    return handler;
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options) {
      const secure = request.protocol === 'https:';
      const { agent } = network.routeTo({ secure, hostname: request.hostname, port: request.port ?? (secure ? 443 : 80) });
      const { response } = await handlerFor(agent).handle(request, options);
      if (response.body instanceof Readable) response.body = bounded(response.body);
      return { response };
    },
  };
}

/** Bytes; a page of names has some hundred thousand. */
const largestAnswer = 32 * 1024 * 1024;

/** The name of the error with which an answer ends that is larger than any can be. */
export const tooLarge = 'AnswerTooLarge';

/** The SDK reads an answer whole, however large it is. */
function bounded(body: Readable): Readable {
  let size = 0;
  const limit = new Transform({
    transform(part: Buffer, _, done) {
      size += part.length;
      if (size > largestAnswer) done(Object.assign(new Error(), { name: tooLarge }));
      else done(null, part);
    },
  });
  // Who reads it is told what went wrong.
  return pipeline(body, limit, () => {});
}

/**
 * Keeps the SDK from waiting for the metadata service of a cloud machine that a developer's desktop is not, unless the user has
 * said otherwise. The SDK reads it from the process's environment only.
 */
export function disableInstanceMetadata(env: Record<string, string | undefined>): void {
  env['AWS_EC2_METADATA_DISABLED'] ??= 'true';
}
