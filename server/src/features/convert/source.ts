import { type Phrase, phrase } from '../../localisation.ts';
import { resourceAt } from '../../model/resourceAt.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../../syntax/manifest.ts';
import type { FragmentStyle } from '../refactorings/fragment.ts';
import { type EnvNames, envNames } from './envNames.ts';
import { isConvertible, type PlainSecret, type Refused } from './plainSecret.ts';

/** What is converted, in its place. */
export interface Source {
  readonly secret: PlainSecret;
  readonly style: FragmentStyle;
  /** A likely name of the Secret that is made, where it says none. */
  readonly likelyName: string;
  /** The document with the Secret. */
  readonly manifest?: ManifestDocument;
}

/** The Secret that an offset of the file is in; without one the only Secret of the file. */
export function secretAt(
  file: ManifestFile,
  offset: number | undefined,
): { readonly resource: ResourceNode; readonly manifest: ManifestDocument } | undefined {
  const all = file.documents.flatMap((manifest) =>
    manifest.parsed.resources.filter(isConvertible).map((resource) => ({ resource, manifest })),
  );
  if (offset === undefined) return all.length === 1 ? all[0] : undefined;
  const resource = resourceAt(file, offset);
  return all.find((found) => found.resource === resource && found.manifest === file.documentAt(offset));
}

/** Files of that form, by their name: no other is read by this command. */
export function isEnvFile(uri: string): boolean {
  return /(?:^|\/)(?:\.env[^/]*|[^/]+\.env)$/.test(decoded(uri));
}

/** What a `.env` file assigns; `text` undefined where it could not be read. */
export function envSource(uri: string, text: string | undefined): Source | Refused {
  if (text === undefined)
    return { refusal: phrase('The file cannot be read. Only files of this machine are, of a size that a person writes.') };
  const found = envNames(text);
  if ('problem' in found) return { refusal: envProblem(found) };
  if (found.names.length === 0) return { refusal: phrase('The file assigns nothing: it has no line NAME=value.') };
  const secret: PlainSecret = {
    origin: 'env',
    name: undefined,
    namespace: undefined,
    type: undefined,
    labels: {},
    annotations: {},
    immutable: false,
    keys: found.names.map((name) => ({ name, isBinary: false })),
    plainName: undefined,
    plainNamespace: undefined,
    isEncrypted: found.isEncrypted,
    isEncoded: false,
    notes: [],
  };
  const style: FragmentStyle = { indent: 2, dashIndent: 2, quote: undefined, quoteAll: false, eol: '\n', quoteKeys: false };
  return { secret, style, likelyName: folderName(uri) };
}

function envProblem({ line, problem }: Extract<EnvNames, { readonly problem: string }>): Phrase {
  if (problem === 'open-quote')
    return phrase('The quote on line {0} is not closed, so that it is not sure which names come after it.', line);
  return phrase(
    'Line {0} is no assignment, NAME=value, so that it may be a piece of a value, which must not be taken for a name. Put a value of several lines in quotes.',
    line,
  );
}

/** A name for an object, after the folder of a file: that of the chart for its templates. */
export function folderName(uri: string): string {
  const folders = decoded(uri).split('/').slice(0, -1);
  const folder = folders.filter((name) => name !== 'templates').at(-1) ?? '';
  const name = folder.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return name.slice(0, 60).replace(/^-+|-+$/g, '') || 'app';
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
