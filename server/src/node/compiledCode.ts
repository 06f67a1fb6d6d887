import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { constants, Script } from 'node:vm';

/** What was read of the bundle lately, of which the compiled code may have to be kept. */
interface Loaded {
  readonly place: string;
  readonly mark: Buffer;
  readonly script: Script;
}

/** A module of CommonJS, as far as the bundle needs it. */
interface CommonModule {
  exports: unknown;
}

/** Milliseconds after which nothing more is expected to be read. */
const quiet = 3_000;
/** The same after which what nobody has written again belongs to a version that is gone. */
const oldest = 60 * 24 * 60 * 60 * 1_000;

/** What Node puts around a module of CommonJS. */
const [before, after] = ['(function (exports, require, module, __filename, __dirname) { ', '\n})'];

/**
 * Runs a program of the bundle, and keeps what V8 has compiled of it for the next time. Node's own cache (`module.enableCompileCache`)
 * keeps a file as it is before anything of it has run, so that each function is compiled again in every process; here those that have been
 * called are kept too, which halves the time from a text to its first diagnostics. A process that reads a file of the bundle that none
 * before it has read keeps all that it has read until then.
 *
 * @param program absolute path of a file of `dist/server`
 * @param folder absolute; may not be there yet. Whoever can write there can run what they like, so it belongs to the user's home. Files of
 * others, or that others could have written, are not believed.
 * @param setFlags sets the flags of V8 with which the program runs, true, or those with which Node starts, false: V8 takes code for another
 * program's that was compiled with other flags
 */
export function runCompiled(program: string, folder: string, setFlags: (own: boolean) => void = () => {}): void {
  const bundle = dirname(dirname(program)) + sep;
  // Code is of no use to another V8, and each program calls other functions of what they share.
  const cache = join(folder, `${basename(program, '.cjs')}-${process.versions.v8}-${process.arch}`);
  const modules = new Map<string, CommonModule>();
  const loaded: Loaded[] = [];
  let hasNew = false;
  let timer: NodeJS.Timeout | undefined;
  let runsWithOwnFlags = false;
  /** Has V8 do something with the flags with which it starts. To set them takes long, so that the start does without. */
  const plainly = <T>(work: () => T): T => {
    if (!runsWithOwnFlags) return work();
    setFlags(false);
    const result = work();
    setFlags(true);
    return result;
  };
  const settle = () => {
    if (hasNew) plainly(() => keep(cache, loaded));
    hasNew = false;
    loaded.length = 0;
  };
  process.once('exit', settle);

  function run(module: CommonModule, path: string): void {
    const place = join(cache, relative(bundle, path).replaceAll(sep, '+'));
    const mark = markOf(path);
    const cachedData = codeOf(place, mark);
    const source = before + readFileSync(path, 'utf8') + after;
    const options = {
      filename: path,
      columnOffset: -before.length,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData === undefined ? {} : { cachedData }),
    };
    const script = plainly(() => new Script(source, options));
    hasNew ||= cachedData === undefined || script.cachedDataRejected === true;
    loaded.push({ place, mark, script });
    clearTimeout(timer);
    timer = setTimeout(settle, quiet).unref();
    const folder = dirname(path);
    const requireFrom = (name: string) => (name.startsWith('.') ? load(join(folder, name)) : requireByNode(name));
    script
      .runInThisContext()
      .call(module.exports, module.exports, Object.assign(requireFrom, requireByNode), module, path, folder);
  }

  /** Files of the bundle name each other exactly; Node would look at every folder above each. */
  function load(path: string): unknown {
    const known = modules.get(path);
    if (known) return known.exports;
    const module: CommonModule = { exports: {} };
    modules.set(path, module);
    try {
      run(module, path);
    } catch (error) {
      // Whoever asks again is told again, and gets no half of it.
      modules.delete(path);
      throw error;
    }
    return module.exports;
  }

  const requireByNode = createRequire(program);
  const readPlainly = requireByNode.extensions['.js'];
  // Validators are asked for by their whole path.
  requireByNode.extensions['.cjs'] = (module, path) =>
    path.startsWith(bundle) ? run(module, path) : readPlainly?.(module, path);
  load(program);
  setFlags(true);
  runsWithOwnFlags = true;
}

/** What a file is known by: any change of it gives it another time or another number. */
function markOf(path: string): Buffer {
  const { size, mtimeMs, ctimeMs, ino } = statSync(path);
  return Buffer.from(Float64Array.of(size, mtimeMs, ctimeMs, ino).buffer);
}

/** The code that is kept of a file; undefined where there is none, or of another state of the file. */
function codeOf(place: string, mark: Buffer): Buffer | undefined {
  let file: number | undefined;
  try {
    file = openSync(place, 'r');
    const { uid, mode } = fstatSync(file);
    if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
    const kept = readFileSync(file);
    return mark.equals(kept.subarray(0, mark.length)) ? kept.subarray(mark.length) : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Writes each file whole and then puts it in its place: others may be reading. What cannot be written is compiled again next time. */
function keep(cache: string, loaded: readonly Loaded[]): void {
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    for (const { place, mark, script } of loaded) {
      const draft = `${place}.${process.pid}`;
      writeFileSync(draft, Buffer.concat([mark, script.createCachedData()]), { mode: 0o600 });
      renameSync(draft, place);
    }
    removeOld(cache, new Set(loaded.map(({ place }) => place)));
  } catch {
    // A full disk, a home that is read only.
  }
}

function removeOld(cache: string, current: ReadonlySet<string>): void {
  for (const name of readdirSync(cache)) {
    const place = join(cache, name);
    if (!current.has(place) && Date.now() - statSync(place).mtimeMs > oldest) rmSync(place);
  }
}
