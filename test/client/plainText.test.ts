import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canBeTyped, plainLabel, plainMarkdown, plainMessage } from '../../client/src/plainText.ts';

test('markdown characters and icons of outside text are shown as they are', () => {
  assert.equal(plainMarkdown('a *b* [c](command:x)'), 'a \\*b\\* \\[c\\]\\(command\\:x\\)');
  assert.equal(plainMarkdown('<img src=x> & $(sync~spin)'), '\\<img src\\=x\\> &#38; &#36;\\(sync\\~spin\\)');
});

test('addresses in outside text do not become links', () => {
  for (const address of ['https://vault.example.com', 'www.example.com', 'a@example.com']) {
    assert.doesNotMatch(plainMarkdown(address), /https?:\/\/|www\.|\w@\w/);
  }
});

test('lines of outside text stay lines, and an indented one is no code', () => {
  assert.equal(plainMarkdown('one\r\n    two\nthree'), 'one  \ntwo  \nthree');
  assert.equal(plainMarkdown('a\u202eb\u0007\nc'), 'ab  \nc');
});

test('a label is one bounded line without icons of its own', () => {
  assert.equal(plainLabel('a\n  b', 10), 'a b');
  assert.equal(plainLabel('$(zap) x', 10), '\\$(zap) x');
  assert.equal(plainLabel('abcdefgh', 5), 'abcd…');
  assert.equal(plainLabel('😀😀😀', 2), '😀…');
  assert.equal(plainLabel('a\u202eb\u200b\u001b[31mc', 10), 'ab[31mc');
});

test('a notification makes no link of outside text', () => {
  assert.equal(plainMessage('see [this](command:x)\nnow', 100), 'see [this] (command:x) now');
});

test('a command line with anything that runs, hides or turns text is not typed into a terminal', () => {
  assert.equal(canBeTyped("aws sso login --profile 'dev'"), true);
  for (const bad of ['', 'a\nb', 'a\rb', 'a\u0003', '\u001b[A', 'a\u202eb', 'a\u200bb', 'a\u2028b', 'x'.repeat(1001)]) {
    assert.equal(canBeTyped(bad), false, JSON.stringify(bad));
  }
});
