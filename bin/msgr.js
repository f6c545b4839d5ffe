#!/usr/bin/env node
const {join} = require('node:path')

const argv = process.argv.slice(2)
const isVersion = argv.length === 1 && ['--version', '-V', 'version'].includes(argv[0])

if (isVersion) process.stdout.write(`${require('../package.json').version}\n`)
else {
  const {main} = load()
  main(argv).then(code => {
    process.exitCode = code
  })
}

function load() {
  const {isCompiled, loadCompiled} = require('./compiled.js')
  const dist = join(__dirname, '../dist')
  try {
    return isCompiled(dist) ? loadCompiled(dist, 'main.cjs').exports : require('../dist/main.cjs')
  } catch (error) {
    const isMissing = error.code === 'MODULE_NOT_FOUND' && error.message.includes('main.cjs')
    if (!isMissing) throw error
    process.stderr.write('✖ msgr is not built yet\n  In its folder: npm run build\n')
    process.exit(1)
  }
}
