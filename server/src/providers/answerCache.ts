import { ageOf } from '../age.ts';
import { type CancellationToken, neverCancelled } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { createBackOff } from './backOff.ts';
import type { CatalogProblem } from './secretProvider.ts';
import { type SharedCall, shareCall } from './sharedCall.ts';
import { told } from './told.ts';

/** One kind of question to a vault. */
export interface Question<T> {
  /** Equal for equal questions. */
  readonly id: string;
  ask(token: CancellationToken): Promise<T>;
  /** Why the answer is none, if it is none. */
  problemIn(answer: T): CatalogProblem | undefined;
  /** The answer that says there is none. */
  refusal(problem: CatalogProblem): T;
  /** Milliseconds for which this answer counts, where that is less than the cache's own. */
  lifetime?(answer: T): number;
}

/** An answer and whether it is older than it should be, a newer one being under way. */
export interface Cached<T> {
  readonly answer: T;
  readonly stale: boolean;
}

/** Answers of one vault, each asked once and kept for a while. */
export interface AnswerCache {
  get<T>(question: Question<T>, token: CancellationToken): Promise<Cached<T>>;
  /** What is known by now, at whatever age; never asks. */
  peek<T>(question: Question<T>): T | undefined;
  /** Whether the question is being asked now. */
  isAsking(id: string): boolean;
  /** The last failure, until something succeeds. */
  problem(): CatalogProblem | undefined;
  /** Forgets all answers and cuts the calls under way. */
  clear(): void;
}

/** What a cache works with. */
export interface AnswerCacheOptions {
  readonly clock: Clock;
  /** Milliseconds for which an answer counts. */
  readonly lifetime: () => number;
  /** How many answers are kept; the longest unused go first. */
  readonly maxAnswers: number;
  /** An answer has come in, or a question gone out. */
  readonly changed: () => void;
}

/** Milliseconds for which a failure of one question is repeated without asking. */
const failureLifetime = 15_000;
/** A stale answer is given while the new one is fetched, up to so many lifetimes. */
const staleLifetimes = 12;
/** What a caller gets who does not wait for the answer. */
export const withdrawn: CatalogProblem = { code: 'cancelled', ...told('The question was withdrawn.') };

interface Kept {
  readonly answer: unknown;
  readonly at: number;
  readonly failed: boolean;
  /** When a good answer that could not be renewed is tried again. */
  readonly renewFrom?: number;
}

/**
 * Makes an empty cache. Equal questions under way are one call; a stale answer is given at once and renewed behind it; after a
 * failure the vault is left alone for a while, and an older good answer is given meanwhile.
 */
export function createAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const { clock } = options;
  const backOff = createBackOff(clock);
  const kept = new Map<string, Kept>();
  const asking = new Map<string, SharedCall<unknown>>();
  let problem: CatalogProblem | undefined;
  let generation = 0;

  function keep(id: string, entry: Kept): void {
    kept.delete(id);
    kept.set(id, entry);
    const [oldest] = kept.keys();
    if (kept.size > options.maxAnswers && oldest !== undefined) kept.delete(oldest);
  }

  function take<T>(question: Question<T>, answer: T): void {
    const found = question.problemIn(answer);
    if (found?.code === 'cancelled' || found?.code === 'values-not-allowed') return;
    problem = found?.code === 'call-budget' || found?.code === 'not-found' ? undefined : found;
    backOff.note(problem);
    const failed = found !== undefined && found.code !== 'call-budget';
    const before = kept.get(question.id);
    // A good answer outlives a failure: it is only not renewed.
    if (problem !== undefined && before?.failed === false)
      keep(question.id, { ...before, renewFrom: clock.now() + failureLifetime });
    else keep(question.id, { answer, at: clock.now(), failed });
  }

  function ask<T>(question: Question<T>): SharedCall<T> {
    const before = asking.get(question.id) as SharedCall<T> | undefined;
    if (before !== undefined) return before;
    const forget = () => {
      if (asking.get(question.id) === call) asking.delete(question.id);
      options.changed();
    };
    const round = generation;
    const work = async (token: CancellationToken): Promise<T> => {
      const answer = await question.ask(token);
      // What was asked before a refresh must not come back after it.
      if (round === generation) take(question, answer);
      forget();
      return answer;
    };
    const call = shareCall(work, forget);
    asking.set(question.id, call as SharedCall<unknown>);
    options.changed();
    return call;
  }

  function lifetimeOf<T>(question: Question<T>, entry: Kept): number {
    if (entry.failed) return failureLifetime;
    return Math.min(options.lifetime(), question.lifetime?.(entry.answer as T) ?? Number.POSITIVE_INFINITY);
  }

  return {
    async get<T>(question: Question<T>, token: CancellationToken): Promise<Cached<T>> {
      const entry = kept.get(question.id);
      const age = entry === undefined ? Number.POSITIVE_INFINITY : ageOf(clock, entry.at);
      if (entry !== undefined && age < lifetimeOf(question, entry)) {
        keep(question.id, entry);
        return { answer: entry.answer as T, stale: false };
      }
      const held = backOff.current();
      const lasting = entry !== undefined && !entry.failed && question.lifetime === undefined;
      if (entry !== undefined && lasting && age < options.lifetime() * staleLifetimes) {
        if (held === undefined && clock.now() >= (entry.renewFrom ?? 0))
          void ask(question).join(neverCancelled, () => question.refusal(withdrawn));
        return { answer: entry.answer as T, stale: true };
      }
      if (held !== undefined) return { answer: question.refusal(held), stale: false };
      return { answer: await ask(question).join(token, () => question.refusal(withdrawn)), stale: false };
    },
    peek: <T>(question: Question<T>) => kept.get(question.id)?.answer as T | undefined,
    isAsking: (id) => asking.has(id),
    problem: () => problem,
    clear() {
      generation += 1;
      for (const call of asking.values()) call.cancel();
      kept.clear();
      asking.clear();
      backOff.reset();
      problem = undefined;
      options.changed();
    },
  };
}
