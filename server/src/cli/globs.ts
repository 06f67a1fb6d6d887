import { isAbsolute, relative, sep } from 'node:path';
import picomatch from 'picomatch';

/** Whether an absolute path is one that patterns stand for. */
export type PathMatcher = (path: string) => boolean;

/**
 * Matches files and folders that are to be left out, and all that lies below such a folder. A pattern without a slash fits a name at any
 * depth; one with a slash is relative to the folder, and fits nothing outside of it.
 */
export function excludeMatcher(folder: string, patterns: readonly string[]): PathMatcher {
  const globs = patterns.map((pattern) => {
    const bare = pattern.replace(/\/+$/, '');
    return bare.includes('/') ? bare.replace(/^\.?\//, '') : `**/${bare}`;
  });
  if (globs.length === 0) return () => false;
  const matches = picomatch(globs, { dot: true });
  return (path) => {
    const parts = below(folder, path)?.split('/') ?? [];
    return parts.some((_, i) => matches(parts.slice(0, i + 1).join('/')));
  };
}

/** A glob's fixed part, a folder, and which paths it fits; undefined where the text is no glob. Relative to `folder`, or absolute. */
export function readGlob(glob: string): { readonly base: string; readonly fits: (path: string) => boolean } | undefined {
  const written = slashed(glob);
  const { base, isGlob } = picomatch.scan(written);
  if (!isGlob) return undefined;
  // The walk makes paths of the base, without a leading "./".
  const fits = picomatch(written.replace(/^(?:\.\/)+/, ''));
  return { base: base === '' ? '.' : base, fits: (path) => fits(slashed(path)) };
}

/** A path as it is written in a URI or a pattern. */
export function slashed(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** The path relative to a folder that it lies in, with slashes; undefined where it lies elsewhere. */
export function below(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : slashed(way);
}
