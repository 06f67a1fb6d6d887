import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { tell } from '../support/applyFixes.ts';

async function said(text: string): Promise<readonly (readonly [string, string])[]> {
  return (await tell(text)).map(({ rule, marked }) => [rule, marked] as const);
}

const head = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: db\n';
const spec = (lines: string) => `${head}spec:\n  secretStoreRef:\n    name: vault\n${lines}`;
const fetched = '  dataFrom:\n    - extract:\n        key: a\n';

describe("what Terraform's templatefile goes over is no broken YAML", () => {
  const cases: Readonly<Record<string, string>> = {
    'a loop over entries': spec(
      `  data:\n%{ for name in names ~}\n    - secretKey: \${name}\n      remoteRef:\n        key: app/\${name}\n%{ endfor ~}\n`,
    ),
    'indented directives, one inside another': spec(
      `  data:\n    %{~ for name in names ~}\n    %{ if name != "a" }\n    - secretKey: \${name}\n      remoteRef: {key: "app/\${name}"}\n    %{ else }\n    - secretKey: b\n      remoteRef: {key: b}\n    %{ endif }\n    %{~ endfor ~}\n`,
    ),
    'directives in comments': spec(`  #%{ if enabled }\n${fetched}  # %{ else }\n${fetched}  # %{ endif }\n`),
    'directives in a line': spec(`  refreshInterval: %{ if prod }1h%{ else }\${interval}%{ endif }\n${fetched}`),
    'a condition in quotes of its own': spec(`  refreshInterval: "\${env == "prod" ? "1h" : "5m"}"\n${fetched}`),
    'a call with texts': spec(
      `  target:\n    name: "\${lookup(names, "db", "a: b")}"\n    creationPolicy: \${policy}\n${fetched}`,
    ),
    'an index, an object': spec(
      `  target:\n    name: "\${names["db"]}"\n    template:\n      metadata:\n        labels: \${jsonencode({ a = 1, b : 2 })}\n${fetched}`,
    ),
    'lines that a call writes': `${head}  labels:\n    \${indent(4, yamlencode(labels))}\nspec:\n  \${indent(2, yamlencode({\n    refreshInterval = "1h"\n  }))}\n  secretStoreRef:\n    name: vault\n${fetched}`,
    'a list in brackets': spec(
      `  data: [%{ for n in names ~}{secretKey: "\${n}", remoteRef: {key: "\${n}"}},%{ endfor ~}]\n${fetched}`,
    ),
    'several documents': `%{ for ns in namespaces ~}\n---\n${head}  namespace: \${ns}\nspec:\n  secretStoreRef:\n    name: vault\n${fetched}%{ endfor ~}\n`,
    'an indented loop above the first document': `  %{~ for ns in namespaces ~}\n---\n${head}spec:\n  secretStoreRef:\n    name: vault\n${fetched}  %{~ endfor ~}\n`,
    'lines inside a block string': spec(
      `  target:\n    template:\n      data:\n        config: |\n%{ for x in xs ~}\n          a: \${x}\n%{ endfor ~}\n${fetched}`,
    ),
  };
  for (const [what, text] of Object.entries(cases)) it(what, async () => assert.deepEqual(await said(text), []));

  it('also with other line breaks', async () => {
    for (const text of Object.values(cases)) assert.deepEqual(await said(text.replaceAll('\n', '\r\n')), []);
  });
});

describe('in such files', () => {
  it('what is certain is said all the same', async () => {
    const text = spec(
      `  refreshIntervall: 1h\n  target:\n    creationPolicy: Onwer\n    template:\n      data:\n        url: "{{ .password | upperr }}"\n  data:\n%{ for name in names ~}\n    - secretKey: \${name}\n      remoteRef:\n        kee: a\n%{ endfor ~}\n`,
    );
    assert.deepEqual(await said(text), [
      ['unknown-field', 'refreshIntervall'],
      ['not-allowed-value', 'Onwer'],
      ['template-unknown-function', 'upperr'],
      ['unknown-field', 'kee'],
    ]);
  });

  it('a mistake in the YAML is one', async () => {
    assert.deepEqual(await said(spec(`  refreshInterval: "1h\n${fetched}%{ if x }\n%{ endif }\n`)), [['yaml-syntax', '"1h']]);
  });

  it('what stands for itself is not replaced', async () => {
    const text = spec(`  refreshInterval: %%{ if x }\n${fetched}`);
    assert.deepEqual(
      (await said(text)).map(([rule]) => rule),
      ['yaml-syntax'],
    );
  });

  it('places stay where they are', () => {
    const text = spec(`  target:\n    name: "\${lookup(m, "k")}" # note\n${fetched}`);
    const [document] = parseManifestFile(text).documents;
    const [resource] = document?.parsed.resources ?? [];
    assert.equal(document?.parsed.engine, 'terraform');
    assert.equal(document.parsed.templated, true);
    const range = resource?.rangeOf(['spec', 'target', 'name'], 'value');
    assert.equal(text.slice(range?.start, range?.end), '"${lookup(m, "k")}"');
    assert.equal(resource?.isPlaceholder(['spec', 'target', 'name']), true);
    assert.deepEqual(
      document?.parsed.comments.map((comment) => comment.text),
      [' note'],
    );
  });
});

it('nothing but names in braces may be of any tool, and shell in a string is none of Terraform', () => {
  for (const text of [
    spec(`  target:\n    name: \${name}\n${fetched}`),
    spec(`  target:\n    template:\n      data:\n        run: 'echo "\${A:-"b"}" \${#A[@]} %{http_code}'\n${fetched}`),
    spec(
      `  target:\n    template:\n      data:\n        run.sh: |\n          for f in a; do\n            echo \${ports["web"]}\n          done\n${fetched}`,
    ),
  ]) {
    const [document] = parseManifestFile(text).documents;
    assert.equal(document?.parsed.engine, undefined);
    assert.equal(document?.parsed.problems.length, 0);
  }
});

it('countless braces that nothing closes are passed over', () => {
  const { documents } = parseManifestFile(spec(`  a: %{ if x }\n  b: ${'${'.repeat(200_000)}\n`));
  assert.equal(documents[0]?.parsed.engine, 'terraform');
  assert.ok(documents[0].parsed.problems.length >= 0);
});
