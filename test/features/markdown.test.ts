import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marked, type Token } from 'marked';
import { codeSpan, escapeMarkdown, markdownLink, plainText, withoutMarkdown } from '../../server/src/features/markdown.ts';
import { fc, runs } from '../support/fuzz.ts';

/** Strings made of what means something to Markdown, HTML and VS Code, mixed with anything. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '<',
        '>',
        '`',
        '*',
        '_',
        '#',
        '!',
        '\\',
        '|',
        '~',
        '$(key)',
        '&lt;',
        '\n',
        '\r\n',
        '    ',
        '\t',
      ),
      fc.constantFrom(
        'https://evil.example',
        'www.evil.example',
        'a@evil.example',
        'command:x',
        '![i](u)',
        '<img src=x>',
        '- ',
        '1. ',
        '===',
      ),
      fc.constantFrom('\u202e', '\u200b', '\u0000', '\u001b[31m', '\ud800', 'prod/myapp', 'snake_case', 'x'),
      fc.string({ unit: 'grapheme' }),
    ),
  )
  .map((parts) => parts.join(''));

function tokensOf(markdown: string): readonly Token[] {
  const all: Token[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => void all.push(token));
  return all;
}

test('text from outside becomes nothing but text, at the start of a line or inside one', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const markdown of [
        escapeMarkdown(text),
        `before  \n${escapeMarkdown(text)}  \nafter`,
        `**${escapeMarkdown(text)}x**`,
      ]) {
        const kinds = tokensOf(markdown).map((token) => token.type);
        assert.deepEqual(
          [...new Set(kinds)].filter((kind) => !['paragraph', 'text', 'escape', 'br', 'strong', 'space'].includes(kind)),
          [],
        );
      }
    }),
    runs(2000),
  );
});

test('what is shown is what was there', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = tokensOf(`x${escapeMarkdown(text)}x`)
        .filter((token) => (token.type === 'text' || token.type === 'escape') && !('tokens' in token && token.tokens))
        .map((token) => ('text' in token ? token.text : ''))
        .join('');
      assert.equal(shown, `x${plainText(text)}x`);
      assert.equal(withoutMarkdown(escapeMarkdown(text)), plainText(text));
    }),
    runs(2000),
  );
});

test('a code span holds the text and ends where it should', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const span = codeSpan(text);
      if (plainText(text) === '') return assert.equal(span, '');
      const spans = tokensOf(`a ${span} b`).filter((token) => token.type === 'codespan');
      assert.equal(spans.length, 1);
      assert.equal(spans[0]?.raw, span);
    }),
    runs(2000),
  );
});

test('text is bounded in length, control and direction characters are gone', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 60 }), (text, limit) => {
      const plain = plainText(text, limit);
      assert.ok([...plain].length <= limit);
      assert.doesNotMatch(plain, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
  );
  assert.equal(plainText('a'.repeat(300), 10), `${'a'.repeat(9)}…`);
});

test('ordinary names stay readable in editors that show Markdown as it is', () => {
  for (const name of ['prod/myapp/database', 'snake_case_name', 'aws-secretsmanager', 'db.example', 'Changed: today, v1.2']) {
    assert.equal(escapeMarkdown(name), name);
  }
});

test('a link keeps its address whatever the file is called', () => {
  const [link] = tokensOf(markdownLink('a](x).yaml', 'file:///w/a](x) b.yaml')).filter((token) => token.type === 'link');
  assert.equal(link && 'href' in link ? decodeURIComponent(link.href) : '', 'file:///w/a](x) b.yaml');
});
