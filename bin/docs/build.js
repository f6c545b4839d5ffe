// Builds the documentation as a site into dist-site: `npm run docs`. Open dist-site/index.html; it needs no server.
'use strict'

const {execFileSync} = require('node:child_process')
const {join} = require('node:path')

const root = join(__dirname, '../..')
const described = execFileSync(process.execPath, [join(root, 'bin/msgr.js'), 'commands', '--json'], {
  maxBuffer: 1e8,
})
import('./site.mjs').then(({buildSite}) => buildSite(join(root, 'dist-site'), JSON.parse(described)))
