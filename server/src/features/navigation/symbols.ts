import { SymbolKind } from 'vscode-languageserver-types';
import { generatorsGroup, groupOf } from '../../model/esoKinds.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';

/** The icon of an object in outlines and lists. */
export function symbolKindOf({ apiVersion, kind }: Pick<ResourceNode, 'apiVersion' | 'kind'>): SymbolKind {
  if (kind === 'SecretStore' || kind === 'ClusterSecretStore') return SymbolKind.Module;
  return groupOf(apiVersion ?? '') === generatorsGroup ? SymbolKind.Constructor : SymbolKind.Class;
}
