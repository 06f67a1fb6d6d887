import type { Finding, Fix, Severity } from '../model/finding.ts';
import { parseGoUrl } from '../model/goUrl.ts';
import type { Rule } from './rule.ts';
import { joinMissing, missing, type StoreObjection } from './storeObjection.ts';
import { type StoreView, viewStore } from './storeView.ts';

/** One thing that ESO's webhook looks for in a store. */
export interface StoreCheck {
  /** ESO's texts, `…` for what depends on the manifest. */
  readonly answers: readonly string[];
  /** What is wrong with this store; empty where nothing is, and where it cannot be known. */
  judge(store: StoreView): readonly StoreObjection[];
}

/** A rule about the stores of one provider, with ESO's texts that it stands for. */
export interface StoreRule extends Rule {
  readonly answers: readonly string[];
}

/** What makes a store rule; `bad` and `good` are the lines below the provider's key. */
export interface StoreRuleSource {
  readonly id: string;
  readonly provider: string;
  readonly summary: string;
  readonly bad: string;
  readonly good: string;
  readonly fixable?: boolean;
  /** A comment line above the examples. */
  readonly comment?: string;
  /** In the order in which ESO makes them. */
  readonly checks: readonly StoreCheck[];
}

/**
 * The rule that says of a provider's stores what its `ValidateStore` would. ESO stops at the first objection; all are reported,
 * one for each field, because each is certain and mending the first only leads to the next.
 */
export function storeRule(source: StoreRuleSource): StoreRule {
  const { id, provider, checks } = source;
  const answers = checks.flatMap((check) => check.answers);
  return {
    answers,
    meta: {
      id,
      severity: 'error',
      kinds: ['SecretStore', 'ClusterSecretStore'],
      needs: 'document',
      summary: source.summary,
      why: `The schema takes it, ESO does not. In the order of its checks it answers:\n\n${answers.map((text) => `- \`${text}\``).join('\n')}\n\nESO stops at the first; here each field is reported. Where the operator runs without its webhook most of these show only when the store is used.`,
      bad: storeExample(provider, source.bad, source.comment),
      good: storeExample(provider, source.good, source.comment),
      fixable: source.fixable ?? false,
      since: '0.1.0',
    },
    check({ resource }) {
      const store = viewStore(resource, provider);
      const found = store === undefined ? [] : checks.flatMap((check) => check.judge(store));
      const first = found.filter(({ field }, i) => found.findIndex((other) => other.field === field) === i);
      return store === undefined ? [] : joinMissing(store, first).map((objection) => findingOf(id, store, objection));
    },
  };
}

/** A SecretStore manifest of a provider around the given lines. */
export function storeExample(provider: string, body: string, comment = ''): string {
  const lines = body.trim().split('\n');
  return `${comment === '' ? '' : `# ${comment}\n`}apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: ${provider.toLowerCase()}
  namespace: team-a
spec:
  provider:
    ${provider}:
${lines.map((line) => `      ${line}`).join('\n')}
`;
}

const severities: Readonly<Record<NonNullable<StoreObjection['when']>, readonly [Severity, string]>> = {
  refused: ['error', 'ESO refuses this store:'],
  warned: ['warning', 'ESO warns:'],
  later: ['error', 'ESO admits this store, but it never becomes ready:'],
};

function findingOf(rule: string, store: StoreView, { field, says, answer, when = 'refused', fixes }: StoreObjection): Finding {
  const [severity, introduction] = severities[when];
  const path = store.pathOf(field);
  const node = store.resource.nodeAt(path);
  // Of a block only the key is marked.
  const at = { path, part: node === undefined || node.type === 'scalar' || node.flow ? 'value' : 'key' } as const;
  const message = `${says}. ${introduction} "${answer}".`;
  return { rule, severity, at, message, ...(fixes === undefined ? {} : { fixes }) };
}

/** A field that the schema demands, but as an empty string is content with. */
export function notEmpty(field: string, answer: string, when: (store: StoreView) => boolean | undefined = always): StoreCheck {
  return {
    answers: [answer],
    judge: (store) =>
      store.written(field) === '' && when(store) === true ? [{ field, says: `${field} must not be empty`, answer }] : [],
  };
}

/** What narrows a check of presence. */
export interface PresenceOptions {
  /** The field without which nothing is said, because its own absence is reported; default: the parent. */
  readonly under?: string;
  readonly when?: (store: StoreView) => boolean | undefined;
}

/** A mapping, or a member of one that the schema does not want empty, that only ESO demands. */
export function present(
  field: string,
  answer: string,
  { under = parentOf(field), when = always }: PresenceOptions = {},
): StoreCheck {
  return {
    answers: [answer],
    judge: (store) =>
      (under === '' || store.has(under) === true) && store.has(field) === false && when(store) === true
        ? [{ field, says: missing(field), answer }]
        : [],
  };
}

/** A text that only ESO demands. */
export function required(field: string, answer: string): StoreCheck {
  const checks = [present(field, answer), notEmpty(field, answer)];
  return { answers: [answer], judge: (store) => checks.flatMap((check) => check.judge(store)) };
}

/**
 * A reference that must have a name, a key, or both, in the order given. If the schema lets the reference itself be left out, `under`
 * says below what; then only the first is said.
 */
export function complete(
  reference: string,
  members: readonly (readonly [member: 'name' | 'key', answer: string])[],
  { under, when = always }: PresenceOptions = {},
): StoreCheck {
  const own = members.map(([member, answer]) => present(`${reference}.${member}`, answer, { when }));
  const [first] = members;
  const whole = under !== undefined && first !== undefined ? [present(reference, first[1], { under, when })] : [];
  return {
    answers: members.map(([, answer]) => answer),
    judge: (store) => [...whole, ...own].flatMap((check) => check.judge(store)),
  };
}

/** A field about which something may be said; `answer` where ESO's text is fixed. */
export function refuse(
  answer: string,
  field: string,
  says: string,
  applies: (store: StoreView) => boolean | undefined,
  more: Pick<StoreObjection, 'when'> & { readonly fixes?: (store: StoreView) => readonly Fix[] } = {},
): StoreCheck {
  const { fixes, ...rest } = more;
  return {
    answers: [answer],
    judge: (store) =>
      applies(store) === true ? [{ field, says, answer, ...rest, ...(fixes === undefined ? {} : { fixes: fixes(store) }) }] : [],
  };
}

/**
 * A string of which a test says what ESO would answer, undefined where it is right. Not asked where the string is absent.
 */
export function textOf(
  field: string,
  answers: readonly string[],
  test: (text: string, store: StoreView) => Omit<StoreObjection, 'field'> | undefined,
): StoreCheck {
  return {
    answers,
    judge(store) {
      const text = store.written(field);
      const objection = text === undefined ? undefined : test(text, store);
      return objection === undefined ? [] : [{ field, ...objection }];
    },
  };
}

/** An address to which requests are made as it is written: without `http://` or `https://` each fails. */
export function withScheme(field: string): StoreCheck {
  const answer = (scheme: string) => `unsupported protocol scheme "${scheme}"`;
  return textOf(field, [answer('…')], (address) => {
    const url = parseGoUrl(address);
    if (address === '' || url?.scheme === 'http' || url?.scheme === 'https' || url?.scheme === 'unix') return undefined;
    return { says: `${field} must begin with https:// or http://`, answer: answer(url?.scheme ?? ''), when: 'later' };
  });
}

/**
 * A credential that is either given in clear (`value`) or by `secretRef`: exactly one of them, and a reference with a name and a
 * key where ESO looks at these.
 */
export function credential(
  field: string,
  { both, neither, name, key }: { both: string; neither: string; name?: string; key?: string },
  when: (store: StoreView) => boolean | undefined = always,
): StoreCheck {
  const reference = `${field}.secretRef`;
  const members = [
    ...(name === undefined ? [] : [['name', name] as const]),
    ...(key === undefined ? [] : [['key', key] as const]),
  ];
  const named = complete(reference, members, { when });
  return {
    answers: [both, neither, ...named.answers],
    judge(store) {
      const [value, referred] = [store.text(`${field}.value`), store.has(reference)];
      if (store.has(field) !== true || when(store) !== true) return [];
      if (value === '' && referred === false) return [{ field, says: `${field} needs secretRef or value`, answer: neither }];
      if (value !== undefined && value !== '' && referred === true) {
        return [{ field, says: `${field} has both secretRef and value`, answer: both }];
      }
      return named.judge(store);
    },
  };
}

/**
 * Whether a mapping is there and has no other fields than these. Before "none of them is given" can be said: a newer ESO may know
 * one more.
 */
export function hasOnly(store: StoreView, field: string, names: readonly string[]): boolean {
  return store.has(field) === true && store.keys(field)?.every((name) => names.includes(name)) === true;
}

function always(): boolean {
  return true;
}

function parentOf(field: string): string {
  return field.slice(0, Math.max(0, field.lastIndexOf('.')));
}
