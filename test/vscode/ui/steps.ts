import type { TestContext } from 'node:test';
import type { Workbench } from '../support/workbench.ts';

/**
 * Makes the steps of one scenario, each a test that goes on where the one before ended. When a step fails a picture of the
 * window is taken, and the steps after it are skipped: they would only fail for the same reason.
 *
 * @param workbench gives the window, once it is open
 */
export function scenario(
  workbench: () => Workbench | undefined,
): (body: () => Promise<void>) => (test: TestContext) => Promise<void> {
  let failed: string | undefined;
  return (body) => async (test) => {
    if (failed !== undefined) return test.skip(`the step "${failed}" failed`);
    try {
      await body();
    } catch (error) {
      failed = test.name;
      await workbench()?.picture('failed');
      throw error;
    }
  };
}
