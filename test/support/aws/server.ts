import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createFaults, type Faults, sendError, sendQueryError } from './faults.ts';
import { operations, stsAnswer } from './operations.ts';
import { parameterOperations } from './parameterOperations.ts';
import type { SeedParameter } from './parameters.ts';
import type { SeedSecret } from './seed.ts';
import { type Region, regionsFrom } from './vault.ts';

/** A running server that speaks AWS Secrets Manager and Parameter Store (JSON 1.1) and the little of STS that a role needs. */
export interface AwsServer {
  /** What `AWS_ENDPOINT_URL` wants. */
  readonly url: string;
  readonly port: number;
  /** Ways to make calls go wrong. */
  readonly faults: Faults;
  /** Every call that arrived, in order; without its body. */
  readonly requests: readonly AwsRequest[];
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** One call that arrived. */
export interface AwsRequest {
  readonly operation: string;
  /** From the signature; empty where there was none. */
  readonly region: string;
  readonly accessKeyId: string;
}

/** How the server starts. */
export interface AwsServerOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly seed: readonly SeedSecret[];
  /** What Parameter Store holds. */
  readonly parameters?: readonly SeedParameter[];
  /** Speaks TLS with this certificate; else plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Cuts pages before it filters them, as the real service may do: pages are then short, or empty with more to come. */
  readonly sparsePages?: boolean;
}

/** Starts a server on loopback whose vault holds the seed, each region by itself. */
export async function startAwsServer(options: AwsServerOptions): Promise<AwsServer> {
  const regions = regionsFrom(options.seed);
  const parameters = parameterOperations(options.parameters ?? []);
  const faults = createFaults();
  const requests: AwsRequest[] = [];
  const listener: RequestListener = (request, response) => {
    handle(request, response).catch(() => response.destroy());
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const form = /form-urlencoded/.test(request.headers['content-type'] ?? '') ? new URLSearchParams(body) : undefined;
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation = form?.get('Action') ?? target.replace(/^.*\./, '');
    const signature = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\//.exec(request.headers.authorization ?? '');
    const [, accessKeyId = '', region = ''] = signature ?? [];
    requests.push({ operation, region, accessKeyId });
    if (await faults.strike(operation, request, response)) return;
    if (!signature) sendError(response, 403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    else if (form) answerSts(form, response);
    else answer(target.startsWith('AmazonSSM.') ? parameters(region) : operations, operation, body, region, response);
  }

  function answer(known: typeof operations, operation: string, body: string, regionName: string, response: ServerResponse): void {
    const act = known[operation];
    const input = parsed(body);
    if (!act || !input) {
      sendError(response, 400, act ? 'SerializationException' : 'UnknownOperationException', 'The call is not understood.');
      return;
    }
    const region: Region = regions.get(regionName) ?? new Map();
    regions.set(regionName, region);
    const result = act(input, { region, regionName, sparsePages: options.sparsePages ?? false });
    if ('error' in result) sendError(response, 400, result.error, result.message);
    else response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(result.body));
  }

  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerSts(form: URLSearchParams, response: ServerResponse): void {
  const xml = stsAnswer(form);
  if (xml === undefined) sendQueryError(response, 400, 'InvalidAction', 'The action is not known.');
  else response.writeHead(200, { 'content-type': 'text/xml' }).end(xml);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
