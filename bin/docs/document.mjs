import {posix} from 'node:path'
import {Marked} from 'marked'
import {commandFile} from './command-page.js'
import {escaped} from './layout.js'

/** Whether a link is to a file of the repository. */
const isLocal = target => !/^(?:[a-z]+:|#)/.test(target)

/** Where a document is on the site: `events.html`, `src-library.html`. */
function siteFile(path) {
  if (path === 'README.md') return 'index.html'
  const name = path.replace(/^src\/docs\//, '').replace(/(?:\/README)?\.md$/, '')
  return `${name.replace(/^\./, '').replaceAll('/', '-').toLowerCase()}.html`
}

/** A line does not end between the dashes of a flag. */
const withFlags = html => html.replaceAll(/(?<![\w-])--?[a-z][\w-]*/g, '<span class="flag">$&</span>')

/**
 * The title and the HTML of a document.
 * @param commands The names of commands, each of which is a link where it is code: in the table of commands.
 */
function rendered({path, text}, commands) {
  const titles = []
  const slugs = new Map()
  const marked = new Marked({
    renderer: {
      heading({tokens, depth, text: title}) {
        const plain = title.replaceAll('`', '')
        const id = slugOf(plain, slugs)
        titles.push(plain)
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({href, tokens}) {
        return `<a href="${escaped(onSite(href, path))}">${this.parser.parseInline(tokens)}</a>`
      },
      image({href, text: about}) {
        return `<img src="${escaped(onSite(href, path))}" alt="${escaped(about)}">`
      },
      code({text: code, lang = ''}) {
        const [language] = lang.split(' ')
        return `<pre><code>${language === 'console' ? session(code) : escaped(code)}\n</code></pre>\n`
      },
      codespan({text: code}) {
        const isLink = path === 'src/docs/commands.md' && commands.includes(code)
        const shown = `<code>${withFlags(escaped(code))}</code>`
        return isLink ? `<a href="${commandFile(code)}">${shown}</a>` : shown
      },
      table(token) {
        const cells = (row, tag) =>
          `<tr>${row.map(cell => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`
        const rows = token.rows.map(row => cells(row, 'td')).join('\n')
        return `<div class="wide"><table><thead>${cells(token.header, 'th')}</thead><tbody>${rows}</tbody></table></div>\n`
      },
      html: () => '',
    },
  })
  const body = marked.parse(text)
  return {title: titles[0] ?? path, body}
}

/** As on GitHub, so that a link to a heading works in both. */
function slugOf(title, used) {
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
  const count = used.get(slug) ?? 0
  used.set(slug, count + 1)
  return count === 0 ? slug : `${slug}-${count}`
}

function onSite(target, path) {
  if (!isLocal(target)) return target
  const [file, heading] = target.split('#')
  const local = posix.join(posix.dirname(path), file)
  const place = local.endsWith('.md') ? siteFile(local) : `files/${local.replace(/^\./, '')}`
  return heading === undefined ? place : `${place}#${heading}`
}

/** A terminal session: prompts and output are fainter than what one types, and prompts are not copied. */
function session(code) {
  return code
    .split('\n')
    .map(line =>
      line.startsWith('$ ')
        ? `<span class="prompt">$ </span>${escaped(line.slice(2))}`
        : `<span class="output">${escaped(line)}</span>`,
    )
    .join('\n')
}

export {isLocal, rendered, siteFile}
