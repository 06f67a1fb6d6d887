import { phrase } from '../localisation.ts';
import { esoGroup, isEsoDocument, isEsoResource } from '../model/esoKinds.ts';
import type { Finding } from '../model/finding.ts';
import { isKustomizationFile } from '../model/kustomization.ts';
import { placeFinding } from '../rules/placedFinding.ts';
import { isBroken } from '../rules/syntaxFindings.ts';
import { unknownKind } from '../rules/unknown-kind.ts';
import { unservedVersion } from '../rules/unserved-version.ts';
import { findKind, movedFrom, resolveKind } from '../schema/kindSchema.ts';
import { closestVersion } from '../schema/operatorVersion.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import type { ManifestFile, ParsedDocument, ResourceNode } from '../syntax/manifest.ts';
import type { FoundInFile } from './codeActions.ts';
import { kustomizationMigration } from './kustomizationMigration.ts';

/** The apiVersion that all four main kinds come to. */
const migratedVersion = `${esoGroup}/v1`;

/** What a file has to migrate, as findings whose preferred fixes do it, and how many of its documents are too broken to tell. */
export interface Migration {
  readonly found: readonly FoundInFile[];
  readonly broken: number;
}

/**
 * What the newest known ESO does not take for its apiVersion alone. Neither settings nor suppressions count, nor the ESO version that
 * manifests are judged by: 0.16 still serves the old apiVersion, and is where people migrate. Of a kustomization: its patches, which would
 * not find what has been migrated.
 */
export async function migrationOf(uri: string, file: ManifestFile, schemas: SchemaSource): Promise<Migration> {
  if (isKustomizationFile(uri)) return { found: kustomizationMigration(file), broken: 0 };
  const newest = schemas.versions.at(-1);
  const found: FoundInFile[] = [];
  let broken = 0;
  for (const manifest of file.documents) {
    const { parsed } = manifest;
    if (!isEsoDocument(parsed)) continue;
    if (isBroken(parsed)) broken++;
    else {
      for (const resource of parsed.resources.filter(isEsoResource)) {
        const findings = await movedFindings(resource, parsed, schemas, newest);
        found.push(...findings.map((finding) => ({ placed: placeFinding(finding, resource), manifest })));
      }
    }
  }
  return { found, broken };
}

async function movedFindings(
  resource: ResourceNode,
  parsed: ParsedDocument,
  schemas: SchemaSource,
  version: string | undefined,
): Promise<readonly Finding[]> {
  const { apiVersion, kind } = resource;
  if (apiVersion === undefined || resource.isPlaceholder(['apiVersion'])) return [];
  if (resource.isPlaceholder(['kind'])) return apiVersion === `${esoGroup}/v1beta1` ? [ofAnyKind] : [];
  if (kind === undefined) return [];
  const resolution = await resolveKind(schemas, version, apiVersion, kind);
  const context = { resource, parsed, resolution, versionIsKnown: true };
  const findings = (await Promise.all([unservedVersion, unknownKind].map(({ check }) => check?.(context) ?? []))).flat();
  return findings.filter(({ at }) => 'path' in at && at.path[0] === 'apiVersion');
}

/** A template chooses the kind: whichever it is, all that v1beta1 had are in v1. */
const ofAnyKind: Finding = {
  rule: 'unserved-version',
  severity: 'error',
  at: { path: ['apiVersion'], part: 'value' },
  message: '',
  fixes: [
    {
      title: phrase('Migrate to v1'),
      preferred: true,
      edits: [{ at: { path: ['apiVersion'], part: 'value' }, newText: migratedVersion }],
    },
  ],
};

/** Whether an ESO version serves what `migrationOf` leads to; true where that cannot be told. */
export async function servesMigrated(schemas: SchemaSource, version: string | undefined): Promise<boolean> {
  const index = await schemas.load(closestVersion(schemas.versions, version));
  return index === undefined || findKind(index, migratedVersion, 'ExternalSecret')?.served === true;
}

/** The newest known ESO version that still serves what is written; undefined where none did. */
export async function lastServing(
  { apiVersion, kind }: ResourceNode,
  schemas: SchemaSource,
  version: string | undefined,
): Promise<string | undefined> {
  if (apiVersion === undefined || kind === undefined) return undefined;
  return movedFrom(await resolveKind(schemas, version, apiVersion, kind))?.elsewhere.servedIn.at(-1);
}
