/** The character that stands for the caret in fixtures. */
export const caret = '│';

/** Takes the caret out of a fixture. Throws where there is none or more than one: the fixture is wrong. */
export function readMarker(fixture: string): { readonly text: string; readonly offset: number } {
  const offset = fixture.indexOf(caret);
  if (offset < 0 || fixture.includes(caret, offset + 1)) throw new Error('a fixture has exactly one caret');
  return { text: fixture.slice(0, offset) + fixture.slice(offset + 1), offset };
}
