import { generatorsGroup, groupOf, isEsoDocument, isEsoResource, isOfMisspeltGroup, possibleKinds } from '../model/esoKinds.ts';
import type { Finding } from '../model/finding.ts';
import { hasPatchDirective } from '../model/kustomization.ts';
import { movedFrom, resolveKind } from '../schema/kindSchema.ts';
import { judgedBy } from '../schema/operatorVersion.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import { validateResource } from '../schema/validate.ts';
import type { ParsedDocument, ResourceNode } from '../syntax/manifest.ts';
import { samePath } from '../syntax/path.ts';
import type { TurnOver } from '../turns.ts';
import { rules } from './index.ts';
import { sayableOfPatch } from './patches.ts';
import { type PlacedFinding, placeFinding } from './placedFinding.ts';
import type { Rule, RuleContext } from './rule.ts';
import { suppressionFindings } from './suppressionFindings.ts';
import { readSuppressions } from './suppressions.ts';
import { isBroken, syntaxFindings } from './syntaxFindings.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

/** By which ESO version manifests are judged. */
export interface VersionChoice {
  readonly operatorVersion: string;
  /** Whether the user or a cluster named it; otherwise it is the newest known, and what follows from it alone is only a warning. */
  readonly known: boolean;
}

/**
 * All that can be said of a document from its own text: syntax, names of rules in comments, structure, and the rules that need nothing
 * else. Empty for documents that are not ESO's. While the YAML itself is broken only that is said: what follows from a half-read tree
 * would be noise.
 *
 * @param turnOver is asked between two rules, so that others need not wait for a long document
 */
export async function diagnoseDocument(
  parsed: ParsedDocument,
  schemas: SchemaSource,
  version: VersionChoice,
  turnOver?: TurnOver,
): Promise<readonly PlacedFinding[]> {
  if (!isEsoDocument(parsed)) return judgeGroups(parsed, schemas, version);
  const isReadable = !isBroken(parsed);
  const found = [...syntaxFindings(parsed), ...(isReadable ? suppressionFindings(parsed) : [])];
  for (const resource of isReadable ? parsed.resources.filter(isEsoResource) : []) {
    for (const one of await judgeAsPossible(resource, parsed, schemas, version, turnOver)) found.push(one);
  }
  const sayable = hasPatchDirective(parsed) ? sayableOfPatch(found) : found;
  return withoutSuppressed(sayable, parsed).sort((a, b) => a.range.start - b.range.start);
}

/** Of documents of others only a slip in the name of our group is said. */
async function judgeGroups(
  parsed: ParsedDocument,
  schemas: SchemaSource,
  version: VersionChoice,
): Promise<readonly PlacedFinding[]> {
  const judged = parsed.resources.filter(isOfMisspeltGroup).map((resource) => judgeResource(resource, parsed, schemas, version));
  const found = (await Promise.all(judged)).flat().filter(({ finding }) => finding.rule === 'unknown-kind');
  return withoutSuppressed(found, parsed);
}

/** The findings of a document that no comment in it silences. */
export function withoutSuppressed(found: readonly PlacedFinding[], parsed: ParsedDocument): PlacedFinding[] {
  const silenced = readSuppressions(parsed);
  return found.filter(({ finding, range }) => !silenced(finding.rule, range));
}

/** Judges a resource whose kind a template writes as each kind that it may be of: what holds for all of them is said. */
async function judgeAsPossible(
  resource: ResourceNode,
  parsed: ParsedDocument,
  schemas: SchemaSource,
  version: VersionChoice,
  turnOver?: TurnOver,
): Promise<readonly PlacedFinding[]> {
  const kinds = possibleKinds(resource);
  if (resource.kind !== undefined || kinds.length === 0) return judgeResource(resource, parsed, schemas, version, turnOver);
  return inAll(await Promise.all(kinds.map((kind) => judgeResource({ ...resource, kind }, parsed, schemas, version, turnOver))));
}

/** Judges a resource by the described versions that stand for the wanted one. */
async function judgeResource(
  resource: ResourceNode,
  parsed: ParsedDocument,
  schemas: SchemaSource,
  { operatorVersion, known }: VersionChoice,
  turnOver?: TurnOver,
): Promise<readonly PlacedFinding[]> {
  const { versions, isNewer } = judgedBy(schemas.versions, operatorVersion);
  const verdicts = await Promise.all(
    versions.map((version) => diagnoseResource(resource, parsed, schemas, { operatorVersion: version, known }, turnOver)),
  );
  const agreed = inAll(verdicts);
  return isNewer ? agreed.map((placed) => ofUnknownVersion(placed, operatorVersion, versions[0] ?? '')) : agreed;
}

/** What all verdicts have, in the words of the first. */
function inAll(verdicts: readonly (readonly PlacedFinding[])[]): readonly PlacedFinding[] {
  const [first = [], ...others] = verdicts;
  return first.filter((placed) => others.every((verdict) => verdict.some((other) => sameVerdict(placed, other))));
}

function sameVerdict(a: PlacedFinding, b: PlacedFinding): boolean {
  return a.finding.rule === b.finding.rule && a.range.start === b.range.start && a.range.end === b.range.end;
}

/** What a newer ESO may well have: the newest known version does not know it, and that is all that can be said. */
function ofUnknownVersion(placed: PlacedFinding, wanted: string, newest: string): PlacedFinding {
  const { finding } = placed;
  const isLoose = mayBeNew.has(finding.rule) || (isOfBackEnd(placed) && mayBeLoosened.test(finding.rule));
  if (finding.severity !== 'error' || !isLoose) return placed;
  const message = `${finding.message} The newest ESO known here is ${newest}; ${wanted} may have it.`;
  return { ...placed, finding: { ...finding, severity: 'warning', message } };
}

const mayBeNew: ReadonlySet<string> = new Set([
  'unknown-field',
  'unknown-kind',
  'not-allowed-value',
  'wrong-count',
  'template-unknown-function',
]);

/** What ESO has loosened again and again where a back end or generator has got another way to log in, or takes more than before. */
const mayBeLoosened = /^(missing-field|wrong-type|bad-format|out-of-range|cel-rule|cluster-store-namespace|invalid-.*-store)$/;

/** Whether a finding is about what only one back end or one generator takes. */
function isOfBackEnd({ finding: { at }, resource }: PlacedFinding): boolean {
  if (!('path' in at) || at.path[0] !== 'spec') return false;
  return at.path[1] === 'provider' || groupOf(resource?.apiVersion ?? '') === generatorsGroup;
}

/**
 * What only other files of the workspace can tell of a document, in the order of its text; nothing of Kustomize patches and of broken
 * YAML. `facts` notes what was asked.
 */
export async function diagnoseInWorkspace(
  parsed: ParsedDocument,
  schemas: SchemaSource,
  { operatorVersion, known }: VersionChoice,
  facts: WorkspaceFacts,
  turnOver?: TurnOver,
): Promise<readonly PlacedFinding[]> {
  if (!isEsoDocument(parsed) || hasPatchDirective(parsed) || facts.isPatch || isBroken(parsed)) return [];
  const [version = ''] = judgedBy(schemas.versions, operatorVersion).versions;
  const found: PlacedFinding[] = [];
  for (const resource of parsed.resources.filter(isEsoResource)) {
    const context = { ...(await contextOf(resource, parsed, schemas, { operatorVersion: version, known })), workspace: facts };
    const ruled = await answersOf(resource, workspaceRules, (rule) => rule.checkWorkspace?.(context), turnOver);
    for (const finding of ruled) found.push(placeFinding(finding, resource));
  }
  return withoutSuppressed(found, parsed).sort((a, b) => a.range.start - b.range.start);
}

async function diagnoseResource(
  resource: ResourceNode,
  parsed: ParsedDocument,
  schemas: SchemaSource,
  version: VersionChoice,
  turnOver?: TurnOver,
): Promise<readonly PlacedFinding[]> {
  const context = await contextOf(resource, parsed, schemas, version);
  const structure = await structuralFindings(context, schemas, version);
  const ruled = await answersOf(resource, documentRules, (rule) => rule.check?.(context), turnOver);
  const told = ruled.filter((finding) => !structure.some((other) => explains(other, finding, resource)));
  return [...structure, ...told].map((finding) => placeFinding(finding, resource));
}

/**
 * What the schema says; of an apiVersion of former days the schema of the one in whose place it must come. While the ESO version is only
 * assumed, what the last ESO that served it would have taken is no more than a warning.
 */
async function structuralFindings(
  { resolution, resource, versionIsKnown }: RuleContext,
  schemas: SchemaSource,
  { operatorVersion }: VersionChoice,
): Promise<readonly Finding[]> {
  const { servedAs, servedIn } = movedFrom(resolution)?.elsewhere ?? {};
  const [served] = servedAs ?? [];
  if (served === undefined) return validateResource(resource, schemas, operatorVersion);
  const found = await validateResource(resource, schemas, operatorVersion, served);
  const last = servedIn?.at(-1);
  if (versionIsKnown || last === undefined) return found;
  const before = (await validateResource(resource, schemas, last)).map((finding) => placeFinding(finding, resource));
  const isNew = (finding: Finding) => !before.some((other) => sameVerdict(other, placeFinding(finding, resource)));
  return found.map((finding) => (finding.severity === 'error' && isNew(finding) ? { ...finding, severity: 'warning' } : finding));
}

/** What the rules that concern a resource answer, in their order. Of a hundred one may have to wait, and all others must not for it. */
async function answersOf(
  { kind = '' }: ResourceNode,
  rules: ReadonlyMap<string, readonly Rule[]>,
  ask: (rule: Rule) => readonly Finding[] | Promise<readonly Finding[]> | undefined,
  turnOver: TurnOver = () => undefined,
): Promise<readonly Finding[]> {
  const answers: ReturnType<typeof ask>[] = [];
  for (const rule of rules.get(kind) ?? rules.get('') ?? []) {
    answers.push(ask(rule));
    const next = turnOver();
    if (next !== undefined) await next;
  }
  const found: Finding[] = [];
  for (const answer of answers) {
    for (const finding of (answer instanceof Promise ? await answer : answer) ?? []) found.push(finding);
  }
  return found;
}

/** The rules with that check by the kind they are asked about; under the empty name those that are asked about every kind. */
function rulesByKind(check: 'check' | 'checkWorkspace'): ReadonlyMap<string, readonly Rule[]> {
  const asked = rules.filter((rule) => rule[check] !== undefined);
  const all = new Set(['', ...asked.flatMap(({ meta }) => meta.kinds)]);
  const concern = (kind: string) => asked.filter(({ meta: { kinds } }) => kinds.length === 0 || kinds.includes(kind));
  return new Map([...all].map((kind) => [kind, concern(kind)]));
}

const documentRules = rulesByKind('check');
const workspaceRules = rulesByKind('checkWorkspace');

async function contextOf(
  resource: ResourceNode,
  parsed: ParsedDocument,
  schemas: SchemaSource,
  { operatorVersion, known }: VersionChoice,
): Promise<RuleContext> {
  const { apiVersion, kind } = resource;
  const resolution =
    apiVersion === undefined || kind === undefined ? undefined : await resolveKind(schemas, operatorVersion, apiVersion, kind);
  return { resource, parsed, resolution, versionIsKnown: known };
}

/**
 * Whether a structural finding leaves a rule's finding nothing to say: it is about a field that this ESO version does not have, or
 * it misses a field beside a misspelt one.
 */
function explains(structural: Finding, ruled: Finding, resource: ResourceNode): boolean {
  if (structural.rule !== 'unknown-field' || 'range' in structural.at || 'range' in ruled.at) return false;
  const [unknown, place] = [structural.at.path, ruled.at.path];
  const isMissing = resource.nodeAt(place) === undefined;
  return isMissing ? samePath(unknown.slice(0, -1), place.slice(0, -1)) : samePath(unknown, place);
}
