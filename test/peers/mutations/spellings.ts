/** Values in one text, with `¦` between them. */
function list(text: string): readonly string[] {
  return text.split('¦').map((value) => value.trim());
}

/** Scalars as people and tools write them: each is a trap for one reader or another. */
export const scalars: readonly string[] = list(String.raw`
  yes ¦ no ¦ on ¦ off ¦ y ¦ N ¦ Yes ¦ TRUE ¦ True ¦ false ¦ "true" ¦ 'no' ¦ 0 ¦ 1 ¦ -1 ¦ +1 ¦ 007 ¦ 0o7 ¦ 0x1F ¦ 0b11 ¦
  1_000 ¦ 190:20:30 ¦ 1e3 ¦ 1.5 ¦ 1.0 ¦ .5 ¦ 5. ¦ -0 ¦ 0.0 ¦ 1e400 ¦ .inf ¦ -.Inf ¦ .NaN ¦ 9007199254740993 ¦
  9223372036854775807 ¦ 9223372036854775808 ¦ 18446744073709551616 ¦ -9223372036854775809 ¦ ~ ¦ null ¦ Null ¦ NULL ¦  ¦
  "" ¦ '' ¦ " " ¦ "1" ¦ "0" ¦ '1.5' ¦ 2026-01-31 ¦ 2026-01-31T12:00:00Z ¦ = ¦ << ¦ plain text ¦ "tab\there" ¦ "a\/b" ¦
  "\u00e9" ¦ "\x41" ¦ "\U0001F600" ¦ "\e" ¦ 'it''s' ¦ é ¦ "日本" ¦ 😀 ¦ !!str 1 ¦ !!int "1" ¦ !!bool yes ¦ !!float 1 ¦
  !!null "" ¦ !custom x ¦ ! x ¦ !!timestamp 2026-01-31 ¦ [] ¦ {} ¦ [a] ¦ {a: b} ¦ [null] ¦ *missing ¦ "x" # comment ¦
  x#y ¦ '#' ¦ |- ¦ >-
`);

/** Texts for a field that holds a duration of Go. */
export const durations: readonly string[] = list(`
  1h ¦ 60 ¦ "60" ¦ 1d ¦ "1 h" ¦ -5m ¦ "-5m" ¦ 0 ¦ "0" ¦ "0s" ¦ 1h30m ¦ 1.5h ¦ .5h ¦ "1.h" ¦ "." ¦ "1h 30m" ¦ "" ¦ 1µs ¦
  2562047h47m16.854775807s ¦ 2562047h47m16.854775808s ¦ -2562047h47m16.854775808s ¦ -2562047h47m16.854775809s ¦
  9223372036854775807ns ¦ 9223372036854775808ns ¦ -9223372036854775808ns ¦ 0.0000000000000000001h ¦ 1e3s ¦ 00001h ¦ 1.s ¦
  1..s ¦ "1s " ¦ " 1s" ¦ "1s\n" ¦ 1.0000000000000000000000000000001h ¦ 0.1ns ¦ -0 ¦ "-0" ¦ +0 ¦ "+0" ¦ "0.0" ¦ 00 ¦ "00" ¦ 1m1h ¦
  3.s4h ¦ 1ms1us ¦ "-.5s" ¦ "-s" ¦ "+" ¦ 1_0s ¦ ١h ¦ 1ｈ ¦ 153722867m ¦ 153722868m ¦ 100000000000h ¦ "{{ .x }}" ¦
  "1μs" ¦ 1H ¦ +5m ¦ "+-5m" ¦ 9999999h ¦ 2562047h48m ¦ 1w ¦ 10ms ¦ 1ns ¦ -1 ¦ 1.5 ¦ "h" ¦ 1h1 ¦ never ¦ ~ ¦ 0h
`);

/** Patterns: what Go's RE2 takes, what only others take, and what nobody takes. */
export const patterns: readonly string[] = list(String.raw`
  "^a$" ¦ "(?=x)" ¦ "(?!x)" ¦ "(?<=x)y" ¦ "[a-" ¦ "a{2,1001}" ¦ "a{1000}" ¦ "(?P<n>x)" ¦ "(?<n>x)" ¦ "\\d+" ¦ "(?i)x" ¦
  "\\pL" ¦ "\\p{Foo}" ¦ "*" ¦ "a**" ¦ "a*+" ¦ "[[:alpha:]]" ¦ "[[:foo:]]" ¦ "\\Z" ¦ "\\z" ¦ "(?:" ¦ "\\Qa\\E" ¦ "\\1" ¦
  "(a)\\1" ¦ "\\" ¦ ")" ¦ "[" ¦ "[]a]" ¦ "[z-a]" ¦ "\\C" ¦ "(?s).*" ¦ "(?x)a" ¦ "a{,2}" ¦ "x{2}{3}" ¦ "" ¦ "\\u0041" ¦
  "((a{100}){100}){100}" ¦ "\\ca" ¦ "[\\d-z]" ¦ "(?U)a+" ¦ "\\/" ¦ "\\-" ¦ "\\_" ¦ "\\8" ¦ "[^]" ¦ "{" ¦ "a{1"
`);

/** Texts for a field that holds an address. */
export const addresses: readonly string[] = list(String.raw`
  "" ¦ x ¦ example.com ¦ https:// ¦ http://x ¦ https://x ¦ https://x/ ¦ //x ¦ "https://x y" ¦ ftp://x ¦ "%zz" ¦ ":80" ¦
  https://x:port ¦ https://x:99999 ¦ https://[::1] ¦ https://[::1 ¦ "http://a b/" ¦ /path ¦ "?q" ¦ "https:///p" ¦
  HTTPS://x ¦ https://é.example ¦ a:b ¦ 1x://y ¦ "https://x/%2" ¦ "https://u:p@x" ¦ https:x ¦ "https://x\n" ¦
  "https://x#f" ¦ 0b5e6f1c-58a1-4d2b-9a51-3b1f0c1a2d3e ¦ localhost:8080
`);

/** Texts for a field that holds base64, and for one that holds a time. */
export const encoded: readonly string[] = list(String.raw`
  "" ¦ QUJD ¦ "QUJD\n" ¦ "QU\nJD" ¦ QUJ ¦ "QUI=" ¦ "QQ==" ¦ "QQ=" ¦ "Q===" ¦ "QU JD" ¦ "-_-_" ¦ "+/+/" ¦ "-----BEGIN" ¦
  1234 ¦ "1234" ¦ ~ ¦ 2026-01-31T12:00:00Z ¦ "2026-01-31" ¦ "2026-01-31 12:00:00" ¦ "2026-02-31T12:00:00Z" ¦
  "2026-01-31T25:00:00Z" ¦ "2026-01-31T12:00:00.5+01:00"
`);

/** Names of objects and namespaces. */
export const names: readonly string[] = [
  ...list(String.raw`
  a ¦ A ¦ a_b ¦ a.b ¦ -a ¦ a- ¦ .a ¦ a..b ¦ ä ¦ "" ¦ " a" ¦ 1 ¦ "1" ¦ true ¦ a/b ¦ "a b" ¦ team-a ¦ team-b ¦ ~ ¦
  "1.5" ¦ kube-system ¦ 1e3 ¦ "a\n"
`),
  `${'a'.repeat(63)}`,
  `${'a'.repeat(64)}`,
  `${'a'.repeat(253)}`,
  `${'a'.repeat(254)}`,
];

/** Keys of labels and annotations. */
export const metadataKeys: readonly string[] = [
  ...list(`
  a ¦ a/b ¦ a/b/c ¦ /b ¦ a/ ¦ A/b ¦ example.com/x ¦ Example.com/x ¦ "a b" ¦ "" ¦ _a ¦ a_ ¦ é ¦ a..b/c ¦ "1" ¦ 1 ¦
  true ¦ UPPER ¦ a.b-c_d
`),
  `${'a'.repeat(63)}`,
  `${'a'.repeat(64)}`,
  `${'a'.repeat(253)}/b`,
  `${'a'.repeat(254)}/b`,
];

/** Values of labels and annotations. */
export const metadataValues: readonly string[] = [
  ...list(`
  a ¦ "" ¦ "1" ¦ 1 ¦ true ¦ yes ¦ ~ ¦ "a b" ¦ -a ¦ a_ ¦ é ¦ {} ¦ [] ¦ a/b ¦ 1.5
`),
  `${'a'.repeat(63)}`,
  `${'a'.repeat(64)}`,
];

/** Characters and lines that somebody may have put into a text by accident. */
export const accidents: readonly string[] = [
  ...list(String.raw`# ¦ : ¦ , ¦ - ¦ ? ¦ " ¦ ' ¦ { ¦ } ¦ [ ¦ ] ¦ | ¦ > ¦ & ¦ * ¦ *x ¦ ! ¦ % ¦ @ ¦ ~ ¦ \ ¦ x`),
  ' ',
  '  ',
  '\t',
  '\n',
  '\r',
  ' #x',
  ': ',
  '- ',
  '? ',
  '&x ',
  '!!str ',
  '`',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\u0000',
  '\u0007',
  '\u00e9',
  '\ud83d\ude00',
  '\n# x\n',
  '\n\n',
];

/** Numbers as they may be written, and what only looks like one. */
export const numbers: readonly string[] = list(`
  1__0 ¦ 0x ¦ 0b ¦ -0x1 ¦ +.5 ¦ 1e+3 ¦ 1E3 ¦ .5e1 ¦ 1_0.5 ¦ 0_7 ¦ 08 ¦ 0o8 ¦ -007 ¦ 1e-5 ¦ 1.0e0 ¦ 9223372036854775808.0 ¦ 1e19 ¦
  12e03 ¦ 0. ¦ -. ¦ + ¦ . ¦ 1:00 ¦ 1_ ¦ _1 ¦ 0x_1 ¦ ٣ ¦ NaN ¦ Inf ¦ +.inf ¦ 1,000 ¦ 01.5 ¦ -0.0 ¦ 1e1000 ¦ 4294967296 ¦ 2147483647 ¦
  2147483648 ¦ -2147483648 ¦ -2147483649 ¦ 9007199254740992 ¦ 9007199254740993.0 ¦ 1e15 ¦ 1e16 ¦ 1e18 ¦ 9.3e18 ¦ 1e21 ¦ 0.1e1 ¦
  10.0 ¦ 10.5 ¦ 1.0000000000000000001 ¦ "10" ¦ 10s ¦ 0 ¦ -1 ¦ 7 ¦ 30 ¦ 31 ¦ 6 ¦ 256 ¦ 255 ¦ 8192 ¦ 8193 ¦ 0xFF ¦ 0377 ¦ 0b1010 ¦ 1_000_000 ¦
  +0x10 ¦ 0o17 ¦ -0b1 ¦ 00 ¦ 1e0 ¦ 5e-1 ¦ !!int 10 ¦ !!float 10 ¦ !!int 0x10 ¦ !!int 1.0 ¦ !!str 10 ¦ 10 # ten
`);

/** Texts that readers may take for something else, or measure otherwise. */
export const texts: readonly string[] = list(
  String.raw`
  "\u0000" ¦ "\ud83d\ude00" ¦ "\ud83d" ¦ "\x00" ¦ "\0" ¦ "\N" ¦ "\_" ¦ "\L" ¦ "\P" ¦ "\a" ¦ "\	" ¦ "\ " ¦ "\q" ¦ "\u12" ¦
  "e\u0301" ¦ "\u200b" ¦ "\ufeff" ¦ "\u2028" ¦ "\u0085" ¦ 'a\n' ¦ "{{ .a }}" ¦ '{{ .a }}' ¦ "a: b" ¦ "- a" ¦ "# a" ¦ a#b ¦ a:b ¦
  a:b:c ¦ a, b ¦ @a ¦ "@a" ¦ %a ¦ "%a" ¦ a? ¦ ?a ¦ -a ¦ :a ¦ a: ¦ [ ¦ ] ¦ a] ¦ a} ¦ !a ¦ !!a x ¦ !<tag:yaml.org,2002:str> 1 ¦ &x ¦ &x a ¦
  *x ¦ | ¦ > ¦ |x ¦ >x ¦ ~a ¦ ~~ ¦ Null ¦ nULL ¦ TRUE ¦ tRUE ¦ YES ¦ yES ¦ Off ¦ oFF ¦ y ¦ Y ¦ n ¦ <<  ¦ = ¦ "" "" ¦ "a"b ¦ 'a'b ¦ a"b ¦
  a'b ¦ "a'b" ¦ 'a"b' ¦ "a
      b" ¦ 'a

      b' ¦ a
      b ¦ "a\
      b" ¦ 2001-12-14t21:59:43.10-05:00 ¦ 12:30:45 ¦ 1.2.3 ¦ 1.2 ¦ v1 ¦ 0.0.0.0 ¦ ::1 ¦ 1e ¦ 0x ¦ e1
`,
);

/** Schedules of sync windows, right and wrong. */
export const schedules: readonly string[] = list(`
  "0 2 * * *" ¦ "0 2 * * * *" ¦ "0 2 * *" ¦ "@daily" ¦ "@Daily" ¦ "@every 1h" ¦ "@every" ¦ "@every x" ¦ "@reboot" ¦ "60 2 * * *" ¦
  "0 2 * * MON-FRI" ¦ "0 2 * * mon" ¦ "0 2 * * 8" ¦ "*/5 * * * *" ¦ "*/0 * * * *" ¦ "0  2 * * *" ¦ " 0 2 * * *" ¦ "0 2 * * * " ¦
  "0 2 ? * ?" ¦ "0 2 L * *" ¦ "a b c d e" ¦ "" ¦ "CRON_TZ=UTC 0 2 * * *" ¦ "TZ=UTC 0 2 * *" ¦ "0\t2 * * *" ¦ "@every 1h 30m" ¦ "@annually x"
`);

/** Keys that become others, or none, on their way into JSON. */
export const oddKeys: readonly string[] = list(`
  1.5 ¦ 1e3 ¦ 0x10 ¦ 010 ¦ 1_000 ¦ yes ¦ no ¦ ~ ¦ 1000000.0 ¦ 0.00001 ¦ 2026-01-31 ¦ .5 ¦ -0 ¦ -1 ¦ true ¦ null ¦ "null" ¦ .inf ¦ 1e400 ¦
  "a.b" ¦ 'a/b' ¦ "é" ¦ "a b" ¦ "😀" ¦ ? a ¦ [a] ¦ {a: b} ¦ ! a ¦ !!str 1 ¦ !!int "1" ¦ &k k ¦ = ¦ 18446744073709551615 ¦
  18446744073709551616 ¦ 123456789012345678901234567890 ¦ 1e21 ¦ 1.0 ¦ 100000.5
`);
