import { isEsoDocument } from '../../../server/src/model/esoKinds.ts';
import type { Finding } from '../../../server/src/model/finding.ts';
import { diagnoseDocument } from '../../../server/src/rules/diagnose.ts';
import type { SchemaSource } from '../../../server/src/schema/schemaSource.ts';
import type { KindEntry } from '../../../server/src/schema/structure.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';
import { refusedLater } from '../cluster/expectations.ts';
import type { Answer, KubernetesApi } from '../cluster/kubernetesApi.ts';

/** What we say of a manifest. */
export interface OurVerdict {
  /** Whether it is ESO's at all; otherwise nothing is said of it. */
  readonly isEsos: boolean;
  /** The findings by which it would be refused. */
  readonly refused: readonly Finding[];
  /** Whether it depends on the namespace that it is applied to, and names none. */
  readonly depends: boolean;
}

/** Judges as the linter does, for an operator of that version. */
export async function judgeOurselves(text: string, schemas: SchemaSource, operatorVersion: string): Promise<OurVerdict> {
  const documents = parseManifestFile(text).documents.map(({ parsed }) => parsed);
  const found = await Promise.all(documents.map((parsed) => diagnoseDocument(parsed, schemas, { operatorVersion, known: true })));
  const findings = found.flat().map(({ finding }) => finding);
  const depends = findings.some(({ rule, severity }) => rule === 'store-namespace' && severity === 'information');
  return { isEsos: documents.some(isEsoDocument), refused: findings.filter(isRefusal), depends };
}

/** Whether a finding is about admission: others say themselves that it is the controller that fails. */
function isRefusal({ rule, severity, message }: Finding): boolean {
  if (severity !== 'error') return false;
  return (
    /the webhook refuses/.test(message) ||
    !(refusedLater.has(rule) || /is admitted|admits this|stores it all the same/.test(message))
  );
}

/** What the API server says of a manifest: why it refuses it, undefined where it does not. */
export interface TheirVerdict {
  /** As `kubectl apply --server-side`. Undefined also where that cannot be asked, for want of a name. */
  readonly applied: string | undefined;
  /** As `kubectl create`, and as a first `kubectl apply`. */
  readonly created: string | undefined;
}

/** Asks an API server, without leaving anything there. `kinds`: all that it serves of ESO. */
export async function askServer(api: KubernetesApi, kinds: readonly KindEntry[], text: string): Promise<TheirVerdict> {
  const { apiVersion = '', kind = '', name, namespace } = headOf(text);
  const entry = kinds.find((one) => one.apiVersion === apiVersion && one.kind === kind);
  if (entry === undefined) {
    const refusal = `no matches for kind "${kind}" in version "${apiVersion}"`;
    return { applied: refusal, created: refusal };
  }
  const scope = entry.scope === 'Cluster' ? '' : `/namespaces/${inPath(namespace || 'default')}`;
  const collection = `/apis/${apiVersion}${scope}/${entry.plural}`;
  const query = 'fieldValidation=Strict&dryRun=All';
  const path = `${collection}/${inPath(name || 'unnamed')}?fieldManager=peer-test&force=true&${query}`;
  const applied = await api.send('PATCH', path, text, 'application/apply-patch+yaml');
  const created = await api.send('POST', `${collection}?${query}`, text, isJson(text) ? 'application/json' : 'application/yaml');
  return { applied: refusalOf(name === undefined ? created : applied), created: refusalOf(created) };
}

/** A part of a path. Half of a pair of UTF-16, which no path can have, is refused under another name as well. */
function inPath(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'));
}

/** Whether kubectl takes it for JSON, of which other characters may be escaped. */
function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function refusalOf({ status, body }: Answer): string | undefined {
  return status < 300 ? undefined : `${status} ${body.message ?? ''}`;
}

/** What the path of the request is made of. Whether it was read rightly the server itself says: body and path must agree. */
function headOf(text: string) {
  const resources = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
  return resources[0] ?? { apiVersion: undefined, kind: undefined, name: undefined, namespace: undefined };
}
