/**
 * Asks over and over until there is something, and returns it. Throws after so many seconds, or 30; a question that throws counts
 * as no answer, and its error ends up in the message.
 */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 30): Promise<T> {
  const patience = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const found = await ask();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > patience) throw new Error(`${what}: not within ${seconds} seconds`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
