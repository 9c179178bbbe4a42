// Checks that pages are valid HTML: node validate.js FILE… prints each fault
// and ends with 1 where there is any.
import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';

const validate = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    'no-inline-style': 'error',
    'void-style': 'off', // <br/> and <br> are both valid
    'doctype-style': 'off',
    'no-trailing-whitespace': 'off',
    'attr-quotes': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'long-title': 'off', // a title holds names that people chose
    'no-redundant-role': 'error',
    'prefer-native-element': ['error', { exclude: ['group', 'region'] }], // of what scrolls sideways
  },
});

let faults = 0;
for (const file of process.argv.slice(2)) {
  const report = await validate.validateString(readFileSync(file, 'utf8'), file);
  for (const { messages } of report.results) {
    for (const m of messages) {
      faults++;
      console.log(`${file}:${m.line}:${m.column}: ${m.message} (${m.ruleId})`);
    }
  }
}
process.exit(faults > 0 ? 1 : 0);
