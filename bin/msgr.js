#!/usr/bin/env node
const {version} = require('../package.json')

const argv = process.argv.slice(2)
const isVersion = argv.length === 1 && ['--version', '-V', 'version'].includes(argv[0])

if (isVersion) process.stdout.write(`${version}\n`)
else {
  import('../dist/main.js').then(
    async ({main}) => {
      process.exitCode = await main(argv)
    },
    error => {
      const isMissing = error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('main.js')
      if (!isMissing) throw error
      process.stderr.write('✖ msgr is not built yet\n  In its folder: npm run build\n')
      process.exitCode = 1
    },
  )
}
