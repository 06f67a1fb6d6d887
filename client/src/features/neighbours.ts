import { type Diagnostic, extensions, type TextDocument, workspace } from 'vscode';
import type { Middleware, vsdiag } from 'vscode-languageclient';
import { holdsOnlyManifests, onlyManifests } from '../manifestText.ts';

/** What Red Hat's YAML exports; as much of it as is used here. */
interface YamlExtension {
  /**
   * @param schema the scheme of the URIs that the contributor gives
   * @param requestSchema the schema for a document, by their URIs
   * @param requestSchemaContent the text of a schema
   * @param label where this fits the text of a document, its schema is taken and no other contributor is asked
   */
  registerContributor?(
    schema: string,
    requestSchema: (resource: string) => string | undefined,
    requestSchemaContent: (uri: string) => string,
    label?: string,
  ): boolean;
}

const yamlId = 'redhat.vscode-yaml';
const scheme = 'external-secrets';

/** Allows everything, so that nothing is said by it. The title is what Red Hat's YAML shows as the name of the schema. */
const silentSchema = JSON.stringify({ title: 'Checked by External Secrets' });

/** What of our findings Red Hat's YAML finds too, in every file, whatever the schema. */
const alsoTheirs: ReadonlySet<unknown> = new Set(['yaml-syntax', 'duplicate-key']);

/**
 * Asks Red Hat's YAML, where it is there and the setting is `auto`, to leave files to us that hold manifests of the operator alone: by a
 * schema that allows everything. A file that holds other resources as well is theirs too, for one schema counts for all of it.
 */
export async function arrangeWithYaml(): Promise<void> {
  const yaml = extensions.getExtension<YamlExtension>(yamlId);
  if (yaml === undefined || !isAuto()) return;
  const api = await yaml.activate();
  api?.registerContributor?.(
    scheme,
    (resource) => (isAuto() && isOurs(resource) ? `${scheme}://schemas/silent.json` : undefined),
    () => silentSchema,
    onlyManifests.source,
  );
}

/** Takes out of our findings what Red Hat's YAML tells too. */
export const provideDiagnostics: NonNullable<Middleware['provideDiagnostics']> = async (document, previous, token, next) => {
  const report = await next(document, previous, token);
  if (report === null || report === undefined || !('items' in report) || !isReadByYaml(document)) return report;
  const items = (report as vsdiag.FullDocumentDiagnosticReport).items;
  return { ...report, items: items.filter((diagnostic) => !alsoTheirs.has(codeOf(diagnostic))) };
};

function codeOf({ code }: Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

function isReadByYaml(document: TextDocument | { readonly toString: () => string }): boolean {
  const found =
    'languageId' in document ? document : workspace.textDocuments.find(({ uri }) => uri.toString() === document.toString());
  const validates = workspace.getConfiguration('yaml', found?.uri ?? null).get<boolean>('validate') !== false;
  return isAuto() && found?.languageId === 'yaml' && validates && extensions.getExtension(yamlId)?.isActive === true;
}

function isAuto(): boolean {
  return workspace.getConfiguration('externalSecrets').get('schemaValidation') === 'auto';
}

function isOurs(resource: string): boolean {
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === resource);
  return document !== undefined && holdsOnlyManifests(document.getText());
}
