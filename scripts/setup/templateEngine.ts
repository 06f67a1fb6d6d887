import { resolve } from 'node:path';
import { type GoProgram, tellGoProgram } from './goProgram.ts';

/** The operator's template engine, from the module that the control plane of the tests has its operator from. */
export const templateEngineProgram: GoProgram = {
  name: 'template-engine',
  title: "the operator's template engine",
  module: resolve(import.meta.dirname, '../../test/peers/cluster/go'),
  package: 'template-engine',
  go: '1.25.1',
};

if (import.meta.main) await tellGoProgram(templateEngineProgram);
