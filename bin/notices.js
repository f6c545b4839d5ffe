// The licences of bundled packages: each package must be named with its copyright and the text of its licence.
const {readdirSync, readFileSync, existsSync} = require('node:fs')
const {join} = require('node:path')

/**
 * Packages whose tarball does not contain their licence: where the text is, and where the source code is if the
 * licence requires that.
 */
const elsewhere = {
  'pg-types': {text: join(__dirname, 'licenses/pg-types.txt')},
  saxes: {text: join(__dirname, 'licenses/saxes.txt')},
  '@resvg/resvg-wasm': {
    text: join(__dirname, 'licenses/MPL-2.0.txt'),
    source: 'https://github.com/yisibl/resvg-js',
  },
}

/** Collects the packages whose code a build used: `plugin` goes into each build, `add` takes copied files. */
function createNotices(root) {
  const folders = new Set()
  const add = file => {
    const folder = packageFolder(join(root, file))
    if (folder !== undefined) folders.add(folder)
  }
  const plugin = {
    name: 'notices',
    setup: build => {
      build.initialOptions.metafile = true
      build.onEnd(({metafile}) => {
        for (const {inputs} of Object.values(metafile?.outputs ?? {}))
          for (const [file, {bytesInOutput}] of Object.entries(inputs)) if (bytesInOutput > 0) add(file)
      })
    },
  }
  return {plugin, add, text: () => noticesOf([...folders].sort())}
}

/** The folder of the package that a file belongs to; undefined for a file of this project. */
function packageFolder(file) {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0]
}

/** @throws {Error} for a package without the text of its licence. */
function noticesOf(folders) {
  const packages = new Map()
  for (const folder of folders) {
    const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    packages.set(`${name} ${version}`, {
      license,
      texts: textsIn(folder, name),
      source: elsewhere[name]?.source,
    })
  }
  const sections = [...packages].map(([name, {license, texts, source}]) => {
    const from = source === undefined ? '' : `\nIts source code: ${source}\n`
    return `${name} (${license})\n${from}\n${texts.join('\n\n')}\n`
  })
  const line = `\n${'-'.repeat(80)}\n\n`
  return `msgr contains code of these packages, each under its own licence.\n${line}${sections.join(line)}`
}

function textsIn(folder, name) {
  const files = readdirSync(folder).filter(each => /^(licen[cs]e|copying|notice)/i.test(each))
  const texts = files.map(each => readFileSync(join(folder, each), 'utf8').trim())
  const other = elsewhere[name]?.text
  if (texts.length === 0 && other !== undefined && existsSync(other))
    texts.push(readFileSync(other, 'utf8').trim())
  if (texts.length === 0)
    throw new Error(`${name} is bundled, and the text of its licence is not in ${folder}`)
  return texts
}

module.exports = {createNotices}
