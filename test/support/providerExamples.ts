import { createWorkspaceIndex } from '../../server/src/model/workspaceIndex.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { diagnoseInWorkspace } from '../../server/src/rules/diagnose.ts';
import { recordFacts } from '../../server/src/rules/workspaceFacts.ts';
import { createManifestParser } from '../../server/src/syntax/parse.ts';
import { type Told, tell } from './applyFixes.ts';

/** A store in one line: `vault: {server: https://x, path: secret}`; a ClusterSecretStore `s` unless said otherwise. */
export function storeOf(provider: string, { kind = 'ClusterSecretStore', name = 's', namespace = '' } = {}): string {
  const place = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata: {name: ${name}${place}}\nspec:\n  provider:\n    ${provider}\n---\n`;
}

/** An ExternalSecret that reads from the ClusterSecretStore `s`; the lines of its spec are indented by two. */
export function reader(spec: string): string {
  return `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a, namespace: team}\nspec:\n  secretStoreRef: {name: s, kind: ClusterSecretStore}\n${spec}\n`;
}

/** One item of data with that remoteRef, which is key k unless it says more. */
export function dataOf(remoteRef: string, secretKey = 'v'): string {
  return reader(`  data:\n    - secretKey: ${secretKey}\n      remoteRef: {${remoteRef}}`);
}

/** One item of dataFrom. */
export function fromOf(item: string): string {
  return reader(`  dataFrom:\n    - ${item}`);
}

/** A PushSecret that writes to the ClusterSecretStore `s`; the lines of its spec are indented by two. */
export function pusher(spec: string): string {
  return `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: a, namespace: team}\nspec:\n  secretStoreRefs: [{name: s, kind: ClusterSecretStore}]\n  selector: {secret: {name: a}}\n${spec}\n`;
}

/** What a rule says about a text. */
export async function said(rule: string, text: string): Promise<readonly Told[]> {
  return (await tell(text)).filter((told) => told.rule === rule);
}

/** What a rule marks in a text. */
export async function marked(rule: string, text: string): Promise<readonly string[]> {
  return (await said(rule, text)).map((told) => told.marked);
}

/** What a rule marks in the files of a workspace: `file: marked text`. */
export async function markedIn(rule: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const schemas = createNodeSchemaSource();
  const version = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };
  const index = createWorkspaceIndex();
  const parser = createManifestParser();
  const parsed = Object.entries(files).map(([name, text]) => ({ name, uri: `file:///w/${name}`, file: parser.parse(text) }));
  for (const { uri, file } of parsed) index.update(uri, file);
  index.markComplete();
  const found: string[] = [];
  for (const { name, uri, file } of parsed) {
    for (const part of file.documents) {
      const told = await diagnoseInWorkspace(part.parsed, schemas, version, recordFacts(index, uri).facts);
      const own = told.filter(({ finding }) => finding.rule === rule);
      found.push(...own.map(({ range }) => `${name}: ${part.parsed.text.slice(range.start, range.end)}`));
    }
  }
  return found;
}
