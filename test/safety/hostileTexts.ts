import assert from 'node:assert/strict';
import { marked, type Token, type Tokens } from 'marked';

/** What a text from outside may try: to be a link, a picture, a command, another line, to hide, to turn round, to be without end. */
export const tricks = [
  '[click](command:workbench.action.terminal.new)',
  '![i](https://evil.example/p.png)',
  '<img src=x onerror=alert(1)>',
  'https://evil.example/a',
  '$(rm -rf ~)`id`;&|',
  '\u202egnp\u2066x\u2069',
  '\u200b\u2060\u00ad',
  '\u001b[31m\u001b]8;;https://evil.example\u0007\u009b2J',
  '\r\n- injected: true\n::error::x%0A',
  '\u2028\u0085',
  '\u{e0041}',
] as const;

/** All of it, and a million letters. */
export const hostile = `evil ${tricks.join(' ')} ${'A'.repeat(1_000_000)}`;

/** The same, as short as the name of something may be. */
export const hostileShort = [...`evil ${tricks.join(' ')}`].slice(0, 230).join('');

/** Members of what a server tells that an editor shows. */
const shownMembers =
  /^(label|detail|description|message|title|tooltip|text|accessibleLabel|value|line|uses|changedKeys|operatorVersion|placeHolder|context|name|server)$/;

/** Members that hold text of the user's own files, or that are compared and not shown. */
const exact = new Set([
  'store',
  'edit',
  'textEdit',
  'additionalTextEdits',
  'data',
  'newText',
  'arguments',
  'resource',
  'place',
  'files',
  'pieces',
  'document',
  'remedies',
]);

/** Every text of an answer that an editor would show, with the way there. */
export function shownTexts(answer: unknown, way = ''): readonly (readonly [way: string, text: string])[] {
  if (Array.isArray(answer)) return answer.flatMap((item) => shownTexts(item, way));
  if (typeof answer === 'string') return shownMembers.test(way.split('.').at(-1) ?? '') ? [[way, answer]] : [];
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, item]) => (exact.has(name) ? [] : shownTexts(item, `${way}.${name}`)));
}

/** Asserts that nothing shown hides, turns, breaks a line where there is one only, or is longer than anybody reads. */
export function assertPlain(answer: unknown, about: string): void {
  for (const [way, text] of shownTexts(answer)) {
    const where = `${about}: ${way}: ${JSON.stringify(text.slice(0, 300))}`;
    assert.ok(text.length <= 6_000, `${where} is ${text.length} long`);
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u, where);
    if (!/\.(tooltip|detail|value)$/.test(way) && !about.startsWith('window/show'))
      assert.ok(!text.includes('\n'), `${where} has several lines`);
  }
}

/** Asserts that Markdown holds nothing live: no picture, no HTML, no link but to where `allowed` says. */
export function assertInert(markdown: string, allowed: RegExp, about: string): void {
  void marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    const where = `${about}: ${JSON.stringify(token.raw.slice(0, 300))}`;
    assert.notEqual(token.type, 'image', where);
    assert.notEqual(token.type, 'html', where);
    if (token.type === 'link') assert.match((token as Tokens.Link).href, allowed, where);
  });
}
