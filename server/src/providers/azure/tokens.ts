import type { TokenCredential } from '@azure/core-auth';
import type { Outcome } from '../outcome.ts';
import type { RestProviderOptions } from '../rest/restService.ts';
import { told } from '../told.ts';
import type { AzureLogin, Tool } from './login.ts';
import { createLoginClient } from './loginClient.ts';
import { type LoginPlace, loginProblem } from './loginProblems.ts';

/** Tokens of one login for one vault. */
export interface Tokens {
  /** The token that is good now. `renew`: the one before was refused. */
  get(login: AzureLogin, renew: boolean): Promise<Outcome<string>>;
  /** Who the last token is for, as it says itself. */
  account(): string | undefined;
}

/** What getting tokens needs. */
export interface TokensOptions extends LoginPlace, Pick<RestProviderOptions, 'clock' | 'log' | 'env' | 'readHomeFile'> {}

/** Milliseconds: how long a tool may take, and how long before its end a token is no longer used. */
const toolLimit = 30_000;
const reserve = 5 * 60_000;

interface Token {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/**
 * Gets tokens and keeps them, in memory and for this vault only, as long as they are good: asking a developer's tool takes seconds. Who
 * asks at the same time gets the same. They are for `store.resource`, whatever a server would like them to be for.
 */
export function createTokens(options: TokensOptions): Tokens {
  const { clock, place, log } = options;
  let kept: (Token & { readonly login: string }) | undefined;
  let asked: { readonly login: string; readonly answer: Promise<Outcome<Token>> } | undefined;
  let account: string | undefined;

  async function ask(login: AzureLogin): Promise<Outcome<Token>> {
    const outcome = 'file' in login.source ? await readToken(login.source.file, options) : await logged(login);
    if ('value' in outcome) {
      kept = { ...outcome.value, login: login.id };
      account = accountIn(outcome.value.text);
    }
    return outcome;
  }

  async function logged(login: AzureLogin): Promise<Outcome<Token>> {
    const started = clock.now();
    const outcome = await request(login, options);
    log({
      target: `${place.store}, ${login.words}`,
      operation: 'GetToken',
      milliseconds: clock.now() - started,
      outcome: 'problem' in outcome ? outcome.problem.code : 'ok',
    });
    return outcome;
  }

  return {
    account: () => account,
    async get(login, renew) {
      if (!renew && kept?.login === login.id && clock.now() < kept.until) return { value: kept.text };
      if (asked?.login !== login.id) {
        const own = { login: login.id, answer: ask(login) };
        asked = own;
        void own.answer.then(() => {
          if (asked === own) asked = undefined;
        });
      }
      const outcome = await asked.answer;
      return 'problem' in outcome ? outcome : { value: outcome.value.text };
    },
  };
}

/** A file of the user's own may be renewed at any time, so it is read for each call. */
async function readToken(file: string, { readHomeFile, place }: TokensOptions): Promise<Outcome<Token>> {
  const text = (await readHomeFile(file))?.trim() ?? '';
  // A file that is something else, a private key for instance, must not be sent anywhere.
  if (/^[\x21-\x7e]{1,16384}$/.test(text)) return { value: { text, until: 0 } };
  const said = told('There is no token in {0}, which your settings name for {1}.', file, place.host);
  return { problem: { code: 'no-credentials', ...said } };
}

async function request(login: AzureLogin, options: TokensOptions): Promise<Outcome<Token>> {
  const { store, clock } = options;
  let fault: { readonly code: string; readonly host: string } | undefined;
  try {
    const credential = await credentialFor(login, options, (code, host) => {
      fault = { code, host };
    });
    const found = await credential.getToken(`${store.resource}/.default`);
    if (found === null) return { problem: loginProblem(undefined, fault, login, options) };
    return { value: { text: found.token, until: Math.max(clock.now() + 30_000, found.expiresOnTimestamp - reserve) } };
  } catch (error) {
    return { problem: loginProblem(error, fault, login, options) };
  }
}

async function credentialFor(
  { source, tenant }: AzureLogin,
  { env, store, transport }: TokensOptions,
  fault: (code: string, host: string) => void,
): Promise<TokenCredential> {
  const sdk = await import('./loginSdk.ts');
  const inTenant = tenant === undefined ? {} : { tenantId: tenant };
  if ('application' in source) {
    const { application } = source;
    const authority = env['AZURE_AUTHORITY_HOST'] || store.cloud?.authority;
    const options = {
      httpClient: createLoginClient(transport, sdk, fault),
      // The page that lists the others is one of the public cloud; an authority that the user names stands for itself.
      disableInstanceDiscovery: true,
      ...(authority === undefined ? {} : { authorityHost: authority }),
    };
    const proof = env[application.proof] ?? '';
    if (application.proof === 'AZURE_CLIENT_SECRET')
      return new sdk.ClientSecretCredential(application.tenant, application.clientId, proof, options);
    const password = env['AZURE_CLIENT_CERTIFICATE_PASSWORD'];
    const certificate = { certificatePath: proof, ...(password ? { certificatePassword: password } : {}) };
    return new sdk.ClientCertificateCredential(application.tenant, application.clientId, certificate, options);
  }
  const toolOptions = { ...inTenant, processTimeoutInMs: toolLimit };
  const make: Readonly<Record<Tool, () => TokenCredential>> = {
    cli: () => new sdk.AzureCliCredential(toolOptions),
    azd: () => new sdk.AzureDeveloperCliCredential(toolOptions),
    powershell: () => new sdk.AzurePowerShellCredential(toolOptions),
  };
  const tools = 'tools' in source ? source.tools : [];
  return new sdk.ChainedTokenCredential(...tools.map((tool) => make[tool]()));
}

/** `jane@example.com in tenant 72f988bf-…`: what a token says of whom it is for. Undefined where it is none that can be read. */
function accountIn(token: string): string | undefined {
  const claims = claimsOf(token);
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' && /^[\x20-\x7e]{1,200}$/.test(value) ? value : undefined;
  };
  const application = text('appid') ?? text('azp');
  const who = text('upn') ?? text('unique_name') ?? text('preferred_username') ?? (application && `application ${application}`);
  const tenant = text('tid');
  return who === undefined || tenant === undefined ? undefined : `${who} in tenant ${tenant}`;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
