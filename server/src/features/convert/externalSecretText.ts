import type { StoreRef } from '../../model/references.ts';
import type { ConvertLayout } from '../../protocol.ts';
import { type FragmentStyle, textScalar, type Written, writeValue } from '../refactorings/fragment.ts';
import type { VaultPlace } from './placement.ts';
import type { PlainKey, PlainSecret, WrittenTexts } from './plainSecret.ts';

/** What the new manifest is made of. */
export interface ConvertPlan {
  readonly secret: PlainSecret;
  /** As YAML. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** Undefined: to be written later. */
  readonly store: StoreRef | undefined;
  readonly layout: ConvertLayout;
  /** One for each key. */
  readonly places: readonly VaultPlace[];
}

/** What stands where the user wants to write the store later. The problem that it makes leads back to it. */
export const storeStandIn = '<store>';

/** The manifest of the ExternalSecret that makes the same Secret, without an end of line. */
export function externalSecretText(plan: ConvertPlan, style: FragmentStyle): string {
  const { name, namespace, secret, store } = plan;
  const text = (value: string) => textScalar(value, style, false);
  return writeValue(
    {
      apiVersion: text('external-secrets.io/v1'),
      kind: text('ExternalSecret'),
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      spec: {
        // What cannot change is not fetched again.
        ...(secret.immutable ? { refreshPolicy: text('CreatedOnce') } : { refreshInterval: text('1h') }),
        secretStoreRef: { name: text(store?.name ?? storeStandIn), kind: text(store?.kind ?? 'SecretStore') },
        target: { name, ...(secret.immutable ? { immutable: 'true' } : {}), ...templateOf(secret) },
        ...fetches(plan, text),
      },
    },
    style,
    0,
  );
}

function templateOf({ annotations, labels, type }: PlainSecret): Readonly<Record<string, Written>> {
  const metadata = { ...unlessEmpty('labels', labels), ...unlessEmpty('annotations', annotations) };
  const template = { ...(type === undefined ? {} : { type }), ...unlessEmpty('metadata', metadata) };
  return unlessEmpty('template', template);
}

function unlessEmpty(name: string, value: WrittenTexts | Readonly<Record<string, Written>>): Readonly<Record<string, Written>> {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

function fetches({ layout, places, secret }: ConvertPlan, text: (value: string) => string): Readonly<Record<string, Written>> {
  const decoding = ({ isBinary }: PlainKey): Readonly<Record<string, Written>> =>
    isBinary ? { decodingStrategy: text('Base64') } : {};
  const [first] = secret.keys;
  if (layout === 'extract' && first !== undefined)
    return { dataFrom: [{ extract: { key: text(places[0]?.key ?? ''), ...decoding(first) } }] };
  const entries = secret.keys.map((key, i) => {
    const { key: remote = '', property } = places[i] ?? {};
    const remoteRef = { key: text(remote), ...(property === undefined ? {} : { property: text(property) }), ...decoding(key) };
    return { secretKey: text(key.name), remoteRef };
  });
  return { data: entries };
}
