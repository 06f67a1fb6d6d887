import { CompletionItemKind } from 'vscode-languageserver-types';
import type { CancellationToken } from '../../cancellation.ts';
import type { ClusterNames, NameListing } from '../../cluster/names.ts';
import type { Clock } from '../../host.ts';
import { esoGroup, generatorsGroup } from '../../model/esoKinds.ts';
import { isObject, valueAt } from '../../model/references.ts';
import { plainText } from '../markdown.ts';
import { type CompletionRequest, type CompletionSource, nothing, type Suggestion } from './completionSource.ts';
import { requestedField } from './fields.ts';
import { usableGenerators } from './generatorName.ts';
import { insertsNothing } from './problemSuggestion.ts';
import { kindEdits, usableStores } from './storeName.ts';

/** How long a list waits for the cluster; what comes later is there when the list is next opened. Milliseconds. */
const patience = 1_000;

/**
 * Names of the connected cluster where a manifest refers to something: stores, generators, Secrets and ConfigMaps and their keys,
 * ServiceAccounts, namespaces. Behind the workspace's own. Without a cluster there is nothing.
 */
export const clusterNamesSource: CompletionSource = {
  matches: ({ cluster, cursor, place }) => cluster !== undefined && cursor.part === 'value' && mayName.test(place),
  async complete(request, token) {
    const { cluster } = request;
    const questions = cluster === undefined ? [] : await questionsAt(request);
    if (cluster === undefined || questions.length === 0) return nothing;
    const answers = await Promise.all(questions.map((question) => answerTo(cluster, question, request.clock, token)));
    if (token.isCancellationRequested) return { suggestions: [], isIncomplete: true };
    const suggestions = questions.flatMap((question, i) =>
      (answers[i]?.items ?? [])
        .filter((name) => !isInWorkspace(request, question, name))
        .map((name) => suggestionOf(request, question, name)),
    );
    const problem = answers.find((answer) => answer?.problem !== undefined)?.problem;
    const told =
      suggestions.length > 0 || problem === undefined ? [] : [{ ...insertsNothing(request), label: plainText(problem, 160) }];
    return { suggestions: [...suggestions, ...told], isIncomplete: answers.some((answer) => answer?.complete !== true) };
  },
};

/** The last segments of all places at which names of the cluster may stand. */
const mayName = /(^|\.)(name|namespace|key|secretKey|namespaces\[\])$/;

/** What the cluster is asked for a place. */
interface Question {
  readonly kind: string;
  readonly group: string;
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined;
  /** Where not the objects are wanted, but the keys of this one. */
  readonly keysOf?: string;
  /** Where the reference says the kind as well: the choice brings it along. */
  readonly bringsKind?: true;
}

const core = (kind: string, namespace?: string): Question => ({ kind, group: '', namespace });

async function questionsAt(request: CompletionRequest): Promise<readonly Question[]> {
  const { cursor, place } = request;
  const { namespace, kind } = cursor.resource;
  if (place === 'metadata.namespace' || /^spec\.(conditions\[\]\.)?namespaces\[\]$/.test(place)) return [core('Namespace')];
  if (/\b(secretStoreRef|storeRef|secretStoreRefs\[\])\.name$/.test(place)) {
    const stores = { group: esoGroup, namespace, bringsKind: true } as const;
    return [
      { ...stores, kind: 'SecretStore' },
      { ...stores, kind: 'ClusterSecretStore' },
    ];
  }
  const siblings = textsOf(valueAt(cursor.resource.json(), cursor.path.slice(0, -1)));
  if (/\bgeneratorRef\.name$/.test(place)) {
    return siblings['kind'] === undefined ? [] : [{ kind: siblings['kind'], group: generatorsGroup, namespace }];
  }
  const template = /\.templateFrom\[\]\.(secret|configMap)(\.name|\.items\[\]\.key)$/.exec(place);
  if (template !== null) {
    const referred = template[1] === 'secret' ? 'Secret' : 'ConfigMap';
    if (template[2] === '.name') return [core(referred, namespace)];
    return keysOf(referred, namespace, textsOf(valueAt(cursor.resource.json(), cursor.path.slice(0, -3)))['name']);
  }
  const pushes = kind === 'PushSecret' || kind === 'ClusterPushSecret';
  if (pushes && /^spec\.(pushSecretSpec\.)?selector\.secret\.name$/.test(place)) return [core('Secret', namespace)];
  if (kind === 'PushSecret' && place === 'spec.data[].match.secretKey') {
    return keysOf('Secret', namespace, textsOf(valueAt(cursor.resource.json(), ['spec', 'selector', 'secret']))['name']);
  }
  return selectorQuestions(request, siblings);
}

/**
 * ESO's selectors look alike in every provider and generator: one of a Secret has `name`, `namespace` and `key`, one of a certificate
 * authority a `type` besides, one of a ServiceAccount `audiences` in place of the key; some generators do without the namespace.
 * The schema tells which it is.
 */
async function selectorQuestions(
  request: CompletionRequest,
  siblings: Readonly<Record<string, string>>,
): Promise<readonly Question[]> {
  const { cursor } = request;
  const field = await requestedField(request, cursor.path.slice(0, -1));
  const has = (name: string) => field?.children.some((child) => child.name === name) === true;
  const isAccount = has('audiences');
  const isBare = has('key') && field?.children.length === 2;
  if (!has('name') || !(has('namespace') || isBare) || !(has('key') || isAccount)) return [];
  const isOfCluster = /^Cluster/.test(cursor.resource.kind ?? '');
  // What a SecretStore says of a namespace does not lead elsewhere.
  const namespace = (isOfCluster ? siblings['namespace'] : cursor.resource.namespace) ?? undefined;
  const kind = isAccount ? 'ServiceAccount' : siblings['type'] === 'ConfigMap' ? 'ConfigMap' : 'Secret';
  const segment = cursor.path.at(-1);
  if (segment === 'namespace') return [core('Namespace')];
  if (segment === 'name') return [core(kind, namespace)];
  return segment === 'key' && kind !== 'ServiceAccount' ? keysOf(kind, namespace, siblings['name']) : [];
}

function keysOf(kind: string, namespace: string | undefined, name: string | undefined): readonly Question[] {
  return namespace === undefined || name === undefined ? [] : [{ ...core(kind, namespace), keysOf: name }];
}

async function answerTo(
  cluster: ClusterNames,
  question: Question,
  clock: Clock,
  token: CancellationToken,
): Promise<NameListing | undefined> {
  const { kind, group, namespace, keysOf: object } = question;
  const answer =
    object === undefined
      ? cluster.names(kind, group, namespace, token)
      : cluster.keys(kind === 'ConfigMap' ? 'ConfigMap' : 'Secret', namespace ?? '', object, token);
  if (answer === undefined) return { items: [], complete: true };
  return new Promise((resolve) => {
    const timer = clock.delay(patience, () => resolve(undefined));
    void answer.then((listing) => {
      timer.dispose();
      resolve(listing);
    });
  });
}

function suggestionOf(request: CompletionRequest, question: Question, name: string): Suggestion {
  const { kind, namespace, keysOf: object, bringsKind } = question;
  const { edits, tail } = bringsKind ? kindEdits(request, kind) : { edits: [], tail: '' };
  const isNamespaced = namespace !== undefined && !kind.startsWith('Cluster') && object === undefined;
  return {
    label: plainText(name, 253),
    kind: object === undefined ? CompletionItemKind.Reference : CompletionItemKind.Field,
    text: request.style.quote(name) + tail,
    filter: name,
    // Behind what the workspace has.
    sort: `5${kind.startsWith('Cluster') ? 1 : 0}${name}`,
    detail:
      object === undefined
        ? request.l10n.t('in the cluster')
        : request.l10n.t('key of {0} in the cluster', `${kind} ${plainText(object, 100)}`),
    aside: isNamespaced ? `${kind} · ${namespace}` : kind,
    edits,
  };
}

/** What a file of the workspace defines is offered from there, with what is known of it. */
function isInWorkspace(request: CompletionRequest, { kind, group, bringsKind }: Question, name: string): boolean {
  const isSame = (one: { readonly kind?: string | undefined; readonly name?: string | undefined }) =>
    one.kind === kind && one.name === name;
  if (group === generatorsGroup) return usableGenerators(request).some(({ resource }) => isSame(resource));
  return bringsKind === true && usableStores(request).some(isSame);
}

function textsOf(value: ReturnType<typeof valueAt>): Readonly<Record<string, string>> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}
