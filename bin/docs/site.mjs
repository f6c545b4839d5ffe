import {copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join, posix} from 'node:path'
import {buildSync} from 'esbuild'
import {Marked} from 'marked'
import MiniSearch from 'minisearch'
import {commandFile, commandPage} from './command-page.js'
import {isLocal, rendered, siteFile} from './document.mjs'
import {html} from './layout.js'

const root = join(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

/**
 * Builds the documentation as a site that works from a folder, without a server or a network: the README, the pages of src/docs, every
 * document that they link to, and a page for each command. What was in the folder is gone.
 * @param {string} out The folder.
 * @param {readonly object[]} commands What `msgr commands --json` prints.
 * @throws {Error} for a link to a file that does not exist.
 */
export function buildSite(out, commands) {
  rmSync(out, {recursive: true, force: true})
  mkdirSync(join(out, 'commands'), {recursive: true})
  const {documents, files} = gathered()
  const names = commands.map(({name}) => name)
  const pages = [
    ...documents.map(document => ({...rendered(document, names), file: siteFile(document.path)})),
    ...commands.map(command => ({...commandPage(command), file: commandFile(command.name)})),
  ]
  const navigation = [
    ...Object.entries(sections()).map(([title, entries]) => ({
      title,
      links: Object.keys(entries).map(name => linkTo(pages, `${name}.html`)),
    })),
    {title: 'Commands', links: [linkTo(pages, 'commands.html')]},
  ]
  for (const page of pages) writeFileSync(join(out, page.file), html(page, navigation))
  for (const path of files) copyInto(out, path)
  cpSync(join(import.meta.dirname, 'assets'), join(out, 'assets'), {recursive: true})
  copyFileSync(
    require.resolve('minisearch').replace(/cjs.*$/, 'umd/index.js'),
    join(out, 'assets/minisearch.js'),
  )
  writeFileSync(join(out, 'assets/search-index.js'), searchIndex(pages))
}

function linkTo(pages, file) {
  const page = pages.find(each => each.file === file)
  if (page === undefined) throw new Error(`There is no page ${file}`)
  return {file, title: page.title}
}

/** The sections of the table of contents, `src/docs/index.ts`. */
function sections() {
  const entryPoints = [join(root, 'src/docs/index.ts')]
  const [{text}] = buildSync({entryPoints, bundle: true, write: false, format: 'cjs'}).outputFiles
  const module = {exports: {}}
  new Function('module', text)(module)
  return module.exports.sections
}

/** The README, and what can be reached from it: documents in Markdown, and files that are copied. Paths are those of the repository. */
function gathered() {
  const documents = []
  const files = new Set()
  const found = new Set(['README.md'])
  for (const path of found) {
    if (!path.endsWith('.md')) {
      files.add(path)
      continue
    }
    const text = readFileSync(join(root, path), 'utf8')
    documents.push({path, text})
    for (const target of linksOf(text)) {
      if (isLocal(target)) found.add(posix.join(posix.dirname(path), target.split('#')[0]))
    }
    for (const entries of path === 'README.md' ? Object.values(sections()) : [])
      for (const name of Object.keys(entries)) found.add(`src/docs/${name}.md`)
  }
  return {documents, files}
}

/** The targets of links and pictures. */
function linksOf(text) {
  const found = []
  const marked = new Marked()
  marked.walkTokens(marked.lexer(text), token => {
    if (token.type === 'link' || token.type === 'image') found.push(token.href)
  })
  return found
}

function copyInto(out, path) {
  const target = join(out, 'files', path.replace(/^\./, ''))
  mkdirSync(dirname(target), {recursive: true})
  copyFileSync(join(root, path), target)
}

/** A script with the index: a page that was opened from a folder may load scripts, and nothing else. */
function searchIndex(pages) {
  const search = new MiniSearch({
    fields: ['title', 'heading', 'text'],
    storeFields: ['title', 'heading', 'link'],
  })
  search.addAll(
    pages.flatMap(({file, title, body}) =>
      body.split(/(?=<h[1-4] id=)/).map((part, index) => {
        const [, id, heading = ''] = /^<h[1-4] id="([^"]*)">(.*?)<\/h/.exec(part) ?? []
        const isFirst = index === 0
        const link = isFirst || id === undefined ? file : `${file}#${id}`
        return {
          id: `${file} ${index}`,
          title,
          heading: isFirst ? '' : plain(heading),
          text: plain(part),
          link,
        }
      }),
    ),
  )
  return `window.searchIndex = ${JSON.stringify(JSON.stringify(search))}\n`
}

const plain = text =>
  text
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
