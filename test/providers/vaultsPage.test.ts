import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { vaultsPage } from '../../scripts/docs/vaults.ts';
import { allProviders } from '../../scripts/docs.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/vaults.md'), 'utf8');

describe('the table of vaults', () => {
  it('is up to date (npm run docs)', () => {
    assert.equal(page, vaultsPage(allProviders()));
  });

  it('has a row for each of the 43 providers of ESO 2.9', () => {
    const providers = [...page.matchAll(/^\| (?:\*\*[^*]+\*\*<br>)?`([a-zA-Z]+)/gm)].map(([, id]) => id);
    assert.equal(new Set(providers).size, 43);
  });

  it('says of every back end what it was verified against', () => {
    for (const { title, verifiedAgainst } of allProviders()) assert.ok(verifiedAgainst, title);
  });
});
