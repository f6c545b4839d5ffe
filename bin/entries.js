// `node bin/entries.js write`: the folder by which tools that know no `exports` find the drop-in; `remove` takes it away again.
const {mkdirSync, rmSync, writeFileSync} = require('node:fs')
const {join, resolve} = require('node:path')

const [act, root = join(__dirname, '..')] = process.argv.slice(2)
const folder = join(resolve(root), 'messenger-node')

/** Jest before 28 and TypeScript's old resolution look for a folder with a description of itself. */
const description = {
  main: '../dist/messenger-node.cjs',
  types: '../dist/types/cjs/library/messenger-node/index.d.ts',
}

if (act === 'write') {
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, undefined, 2)}\n`)
} else rmSync(folder, {recursive: true, force: true})
