import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callAt, templateCaret } from '../../server/src/model/goTemplate/caret.ts';

/** `open | variables | what the dot and $ are`. */
function scope(before: string): string | undefined {
  const caret = templateCaret(before);
  if (caret === undefined) return undefined;
  const { open, variables, dotIsContext, rootIsContext } = caret;
  return `${open.join(' ')} | ${variables.join(' ')} | ${dotIsContext ? '.' : ''}${rootIsContext ? '$' : ''}`;
}

function call(before: string): string | undefined {
  const caret = templateCaret(before);
  const found = caret && callAt(caret);
  return found && `${found.name} ${found.argument}${found.isPiped ? ' piped' : ''}`;
}

describe('the caret in a template', () => {
  for (const [before, expected] of [
    ['a', undefined],
    ['{{ .a }}', undefined],
    ['{{/* .a', undefined],
    ['{{- /* .a */ -}} {{ ', ' | $ | .$'],
    ['{{ .a }}{{ .b', ' | $ | .$'],
    ['{{ .a-b }}{{ .b', ' | $ | .$'],
    ['{{ "}}" }}{{ .b', ' | $ | .$'],
    ['{{ if .a }}{{ ', 'if | $ | .$'],
    ['{{ if .a }}{{ else if .b }}{{ ', 'if | $ | .$'],
    ['{{ range $k, $v := . }}{{ ', 'range | $ $k $v | $'],
    ['{{ range . }}{{ end }}{{ ', ' | $ | .$'],
    ['{{ range .a }}{{ else }}{{ ', 'range | $ | .$'],
    ['{{ with .a }}{{ ', 'with | $ | $'],
    ['{{ with $ }}{{ ', 'with | $ | .$'],
    ['{{ with $x := . }}{{ ', 'with | $ $x | .$'],
    ['{{ with .a }}{{ if .b }}{{ ', 'with if | $ | $'],
    ['{{ $x := .a }}{{ if .b }}{{ $y := 1 }}{{ end }}{{ ', ' | $ $x | .$'],
    ['{{ define "x" }}{{ ', 'define | $ | '],
    ['{{ block "x" . }}{{ ', 'block | $ | .$'],
    ['{{ end }}{{ ', ' | $ | .$'],
  ] as const) {
    it(`knows what is open and what the dot is: ${before}`, () => assert.equal(scope(before), expected));
  }

  for (const [before, expected] of [
    ['{{ printf', undefined],
    ['{{ printf ', 'printf 0'],
    ['{{ printf "%s', 'printf 0'],
    ['{{ printf "%s" .a', 'printf 1'],
    ['{{ printf "%s" .a.b ', 'printf 2'],
    ['{{ .a | replace ', 'replace 0 piped'],
    ['{{ .a | replace "x" "y" ', 'replace 2 piped'],
    ['{{ printf "%s" (b64enc ', 'b64enc 0'],
    ['{{ printf "%s" (', 'printf 1'],
    ['{{ printf "%s" (b64enc .x).y', 'printf 1'],
    ['{{ printf "%s" (b64enc .x) ', 'printf 2'],
    ['{{ if eq .a ', 'eq 1'],
    ['{{ $x := default "a" ', 'default 1'],
    ['{{ (index . "x").', undefined],
    ['{{ template "x" ', undefined],
    ['{{ .a ', undefined],
  ] as const) {
    it(`knows which argument is written: ${before}`, () => assert.equal(call(before), expected));
  }
});
