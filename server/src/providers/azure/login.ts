import type { Environment, ReadHomeFile } from '../rest/credentials.ts';
import type { Identity } from '../secretProvider.ts';
import type { AzureStore } from './azureStore.ts';

/** A developer's tool that keeps a login to Azure and gives tokens for it. */
export type Tool = 'cli' | 'azd' | 'powershell';

/** An application's own login in the environment. Its secret is read when it is used. */
export interface ApplicationSource {
  readonly tenant: string;
  readonly clientId: string;
  readonly proof: 'AZURE_CLIENT_SECRET' | 'AZURE_CLIENT_CERTIFICATE_PATH';
}

/** The developer's own login for a vault. */
export interface AzureLogin {
  /** As in `Destination.login`. */
  readonly words: string;
  /** Tells logins apart: part of what is agreed to. */
  readonly id: string;
  readonly source: { readonly file: string } | { readonly application: ApplicationSource } | { readonly tools: readonly Tool[] };
  /** The directory to sign in to; undefined: that of the login. */
  readonly tenant: string | undefined;
}

const toolNames: Readonly<Record<Tool, string>> = {
  cli: 'Azure CLI',
  azd: 'Azure Developer CLI',
  powershell: 'Azure PowerShell',
};
const everyTool: readonly Tool[] = ['cli', 'azd', 'powershell'];

/**
 * The login for a vault: a token in a file that the user's settings map to it, else the application that the user's environment names,
 * else the developer's tools, one alone where it is known to be signed in. `AZURE_TOKEN_CREDENTIALS` chooses among these as it does for
 * Microsoft's own libraries. Makes no call and runs nothing; the manifest contributes at most the tenant.
 */
export async function loginFor(store: AzureStore, identity: Identity, env: Environment, read: ReadHomeFile): Promise<AzureLogin> {
  const { tokenFile } = identity;
  if (tokenFile !== undefined) {
    const words = `the token in ${tokenFile}, which your settings name for it`;
    return { words, id: tokenFile, source: { file: tokenFile }, tenant: undefined };
  }
  const chosen = env['AZURE_TOKEN_CREDENTIALS']?.trim().toLowerCase() ?? '';
  const application = /^(|prod|environmentcredential)$/.test(chosen) ? applicationIn(env, identity) : undefined;
  if (application !== undefined) {
    const { clientId, tenant } = application;
    const words = `the application ${clientId} of tenant ${tenant}, which your environment names (AZURE_CLIENT_ID)`;
    return { words, id: `application ${clientId}`, source: { application }, tenant };
  }
  const { tenant } = store;
  const inTenant = tenant === undefined ? '' : ` in tenant ${tenant}`;
  const tools = everyTool.filter((tool) => chosen === `azure${tool === 'azd' ? 'developercli' : tool}credential`);
  const user = tools.length === 0 || tools[0] === 'cli' ? await cliUser(env, read) : undefined;
  if (user !== undefined) {
    const words = `your ${toolNames.cli} login (${user})${inTenant}`;
    return { words, id: 'cli', source: { tools: ['cli'] }, tenant };
  }
  const [only] = tools;
  if (only !== undefined) return { words: `your ${toolNames[only]} login${inTenant}`, id: only, source: { tools }, tenant };
  const words = `your Azure login (${toolNames.cli}, ${toolNames.azd} or ${toolNames.powershell})${inTenant}`;
  return { words, id: 'tools', source: { tools: everyTool }, tenant };
}

/** The command line that signs in again, where what it writes is what is read here. */
export function signIn({ source }: AzureLogin, { tenant, resource }: AzureStore): { readonly remedy?: string } {
  if (!('tools' in source)) return {};
  const [tool] = source.tools;
  if (tool === 'azd') return { remedy: `azd auth login${tenant === undefined ? '' : ` --tenant-id ${tenant}`}` };
  if (tool === 'powershell')
    return { remedy: `pwsh -Command Connect-AzAccount${tenant === undefined ? '' : ` -Tenant ${tenant}`}` };
  return { remedy: `az login${tenant === undefined ? '' : ` --tenant ${tenant}`} --scope ${resource}/.default` };
}

/** The environment's own tenant counts before the manifest's: the application's secret goes to the page of that tenant. */
function applicationIn(env: Environment, identity: Identity): ApplicationSource | undefined {
  const clientId = env['AZURE_CLIENT_ID'];
  const tenant = identity.tenant ?? env['AZURE_TENANT_ID'];
  const proof = (['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'] as const).find((name) => env[name]);
  return clientId && tenant && proof ? { clientId, tenant, proof } : undefined;
}

/** Whom the Azure CLI has signed in, by what it keeps of subscriptions (which holds no secret); undefined: nobody. */
async function cliUser(env: Environment, read: ReadHomeFile): Promise<string | undefined> {
  const folder = env['AZURE_CONFIG_DIR'] || '~/.azure';
  const text = await read(`${folder}/azureProfile.json`);
  const { subscriptions } = parse(text?.replace(/^\uFEFF/, '') ?? '');
  if (!Array.isArray(subscriptions)) return undefined;
  const name = subscriptions.find((each) => each?.isDefault === true)?.user?.name;
  return typeof name === 'string' && /^[\w.@+#-]{1,200}$/.test(name) ? name : undefined;
}

interface CliProfile {
  readonly subscriptions?: readonly ({ readonly isDefault?: unknown; readonly user?: { readonly name?: unknown } } | undefined)[];
}

function parse(text: string): CliProfile {
  try {
    return (JSON.parse(text) ?? {}) as CliProfile;
  } catch {
    return {};
  }
}
