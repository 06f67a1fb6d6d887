/** A text of ExternalSecrets, and where in it what is measured happens. Lines count from 0. */
export interface ManifestText {
  readonly text: string;
  readonly documents: number;
  /** The line of the mistake that is there from the beginning, in the last document. */
  readonly mistakeLine: number;
  /** The line of `refreshInterval: 1h` in the document in the middle, which the edits misspell and mend. */
  readonly editedLine: number;
  /** The line of the same document's first `remoteRef`, above which completions are asked for. */
  readonly entryLine: number;
}

/** The name of the one store, and of keys in it. */
export const storeName = 'team-vault';
const keys = Array.from({ length: 20 }, (_, i) => `prod/shop/database-${String(i).padStart(2, '0')}`);

/** The store that the manifests read, which needs no network. */
export const storeManifest = `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: ${storeName}
spec:
  provider:
    fake:
      data:
${keys.map((key) => `        - key: ${key}\n          value: '{"username": "made-up", "password": "made-up"}'`).join('\n')}
`;

/** An ExternalSecret of 25 lines with a name of its own; a mistaken one has a value that its field does not take. */
export function externalSecret(name: string, mistaken: boolean): string {
  const key = keys[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % keys.length];
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}
  namespace: shop
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: shop
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: ${storeName}
    kind: ClusterSecretStore
  target:
    name: ${name}
    creationPolicy: Owner
    deletionPolicy: ${mistaken ? 'Retained' : 'Retain'}
  data:
    - secretKey: username
      remoteRef:
        key: ${key}
        property: username
    - secretKey: password
      remoteRef:
        key: ${key}
        property: password
`;
}

/** One file of so many ExternalSecrets; `prefix` keeps the names of two files apart. */
export function manifestsIn(documents: number, prefix: string): ManifestText {
  const all = Array.from({ length: documents }, (_, i) => externalSecret(`${prefix}-${i}`, i === documents - 1));
  const lines = linesOf(all[0] ?? '') + 1;
  const middle = Math.floor((documents - 1) / 2) * lines;
  return {
    text: all.join('---\n'),
    documents,
    mistakeLine: (documents - 1) * lines + 16,
    editedLine: middle + 9,
    entryLine: middle + 19,
  };
}

/** One ExternalSecret with so many entries that it has about 690 KB. */
export function largeManifest(prefix: string): ManifestText {
  const head = externalSecret(prefix, true);
  const entry = (i: number) =>
    `    - secretKey: entry-${i}\n      remoteRef:\n        key: ${keys[i % keys.length]}\n        property: field-${i}\n`;
  const entries = Array.from({ length: 6_600 }, (_, i) => entry(i));
  return { text: head + entries.join(''), documents: 1, mistakeLine: 16, editedLine: 9, entryLine: 19 };
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}
