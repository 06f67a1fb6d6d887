import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseTemplate } from '../../server/src/model/goTemplate/parseTemplate.ts';
import { generateTemplates } from '../support/goTemplates/generate.ts';
import { askGo, findGo } from '../support/goTemplates/go.ts';
import { describeWith } from '../support/shared.ts';

const go = findGo();
const functions = ['print', 'printf', 'len', 'index', 'not', 'b64enc'];

// Go is nothing that the project needs: without it there is nobody to ask.
describeWith(go)('parseTemplate, asked beside Go', () => {
  it('accepts and refuses 20,000 templates as text/template/parse does, in the same words and on the same line', () => {
    const templates = generateTemplates(20_000, 4);
    const answers = askGo(go ?? '', 'K', functions, templates);
    const differences = templates.flatMap((text, i) => {
      const { error } = parseTemplate(text, { name: 'K', hasFunction: (name) => functions.includes(name) });
      const own = error === undefined ? '' : `template: K:${error.line}: ${error.message}`;
      return own === answers[i] ? [] : [{ text, go: answers[i], own }];
    });
    assert.deepEqual(differences.slice(0, 5), [], `${differences.length} of ${templates.length}`);
    const refused = answers.filter((answer) => answer !== '').length;
    assert.ok(refused > 5000 && answers.length - refused > 2000, `${refused} refused`);
  });
});
