import { createLab, externalSecret, awsStore } from './lab.ts';
const lab = createLab();
async function show(name: string, f: string, pick?: string) {
  console.log('=====', name);
  const o = await lab.complete(f);
  console.log(o.labels.slice(0, 14).join(' | '), o.isIncomplete ? '(incomplete)' : '');
  for (const p of pick ? [pick] : []) { console.log(o.chosen(p).split('\n').slice(6).join('\n')); const {label,filterText,documentation,textEdit,additionalTextEdits,data,...r}=o.item(p); console.log(JSON.stringify({filterText,...r})); }
}
await show('data empty', externalSecret('  data:\n    │\n'), 'secretKey, remoteRef');
await show('data dash', externalSecret('  data:\n    - │\n'), 'secretKey, remoteRef');
await show('data dash only', externalSecret('  data:\n    -│\n'), 'secretKey');
await show('data more', externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        key: b\n    │\n'), 'secretKey, remoteRef');
await show('key', externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        key: │\n'), 'prod/myapp/database');
await show('key q', externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        key: "prod│\n        property: x\n'), 'prod/myapp/database');
await show('prop', externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        key: prod/myapp/database\n        property: │\n'), 'password');
await show('provider', awsStore.replace(/aws:[^]*/, '│'), 'aws');
console.log(await lab.hover(externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        key: prod/my│app/database\n        property: x\n')));
console.log(await lab.hover(externalSecret('  da│ta:\n    - secretKey: a\n')));
console.log(await lab.hover(externalSecret('').replace('aws-sec','aws│-sec')));
console.log(await lab.hover(externalSecret('  target:\n    creationPolicy: Orph│an\n')));
