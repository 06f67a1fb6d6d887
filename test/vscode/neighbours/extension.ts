// A stand-in for the extension redhat.vscode-yaml, which is in no registry that tests can reach: its real language server, and of the
// extension itself the exported `registerContributor` with what it makes of labels, as its source has it in 1.25.
import { type ExtensionContext, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

interface Contributor {
  readonly requestSchema: (resource: string) => string | undefined;
  readonly requestSchemaContent: (uri: string) => string;
  readonly label: string | undefined;
}

const contributors = new Map<string, Contributor>();

/** The program of the server is named by `YAML_SERVER`. */
export async function activate(context: ExtensionContext): Promise<object> {
  const module = process.env['YAML_SERVER'] ?? '';
  const client = new LanguageClient(
    'yaml',
    'YAML',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: 'yaml' }],
      synchronize: { configurationSection: ['yaml', 'http.proxy', 'http.proxyStrictSSL', 'editor.tabSize', '[yaml]'] },
    },
  );
  context.subscriptions.push(client);
  client.onRequest('custom/schema/request', schemasFor);
  client.onRequest(
    'custom/schema/content',
    (uri: string) => contributors.get(uri.slice(0, uri.indexOf(':')))?.requestSchemaContent(uri) ?? null,
  );
  await client.start();
  await client.sendNotification('yaml/registerCustomSchemaRequest');
  return { registerContributor };
}

function registerContributor(
  schema: string,
  requestSchema: Contributor['requestSchema'],
  requestSchemaContent: Contributor['requestSchemaContent'],
  label?: string,
): boolean {
  if (contributors.has(schema)) return false;
  const [first, second] = label?.split(':') ?? [];
  const pattern = first && second ? `${first}:[\t ]+${second.trim().replaceAll('.', '\\.')}` : label;
  contributors.set(schema, { requestSchema, requestSchemaContent, label: pattern });
  return true;
}

/** All schemas that contributors have for a document, or that of the first alone whose label fits its text. */
function schemasFor(resource: string): readonly (string | undefined)[] {
  const found: string[] = [];
  const text = workspace.textDocuments.find(({ uri }) => uri.toString() === resource)?.getText();
  for (const { label, requestSchema } of contributors.values()) {
    const uri = requestSchema(resource);
    if (label !== undefined && text !== undefined && new RegExp(label, 'g').test(text)) return [uri];
    if (uri) found.push(uri);
  }
  return found;
}
