// What the bundles leave out of packages, or load later, so that a call starts sooner. `test/build/private-doors.test.ts` notices
// when a package no longer has it.
const {readFileSync} = require('node:fs')

/**
 * Modules that packages load for features that msgr never uses: commander for subcommands that are separate
 * programs, got for HTTP/2 and for caches of answers and of names. Together they are a fifth of the time of a
 * call. pg has pools, password files (msgr reads those itself) and two other ways to connect. What checks the name in a
 * certificate is loaded for a certificate.
 */
const unused = {
  'node:child_process': 'module.exports = {}',
  'node:tls': `import {checkServerIdentity as check} from 'node:tls'
    export const checkServerIdentity = (host, certificate) => check(host, certificate)`,
  'http2-wrapper': 'export default {}',
  'cacheable-lookup': 'export default class {}',
  'cacheable-request': 'export default class {}; export class CacheError extends Error {}',
  'pg-cloudflare': 'module.exports = {}',
  'pg-native': 'module.exports = undefined',
  'pg-pool': 'module.exports = class {}',
  pgpass: 'module.exports = () => undefined',
}

function leaveOutUnused(build) {
  const names = new RegExp(`^(${Object.keys(unused).join('|')})$`)
  build.onResolve({filter: names}, ({path, importer}) =>
    /[\\/]node_modules[\\/](commander|got|pg)[\\/]/.test(importer) ? {path, namespace: 'unused'} : undefined,
  )
  build.onLoad({filter: names, namespace: 'unused'}, ({path}) => ({contents: unused[path]}))
}

/**
 * got's type checks create two list formatters for error messages. Loading their language data is a sixth of the
 * time of a call, so each is created when a message needs it.
 */
function makeFormattersLate(build) {
  build.onLoad({filter: /[\\/]@sindresorhus[\\/]is[\\/].*\.js$/}, ({path}) => {
    const code = readFileSync(path, 'utf8')
    const late = code.replaceAll(
      /= (new Intl\.ListFormat\([^)]*\));/g,
      '= {format: list => $1.format(list)};',
    )
    return {contents: late, loader: 'js'}
  })
}

/** Plugins of esbuild. */
const leanPackages = [
  {name: 'lean-packages', setup: leaveOutUnused},
  {name: 'late-formatters', setup: makeFormattersLate},
]

module.exports = {leanPackages, unused}
