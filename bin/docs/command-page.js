'use strict'

const {escaped} = require('./layout.js')

/** `commands/label-list.html` */
const commandFile = name => `commands/${name.replaceAll(' ', '-')}.html`

/** The page of one command, of what `msgr commands --json` says of it. */
function commandPage({name, summary, arguments: all, options, details, json}) {
  const usage = ['msgr', name, ...all.map(usageOf), '[flags]'].join(' ')
  return {
    title: `msgr ${name}`,
    body: [
      `<h1 id="msgr-${name.replaceAll(' ', '-')}">msgr ${escaped(name)}</h1>`,
      `<p>${escaped(summary)}.</p>`,
      `<pre><code>${escaped(usage)}\n</code></pre>`,
      table(
        'Arguments',
        all.map(argument => [argument.name, aboutOf(argument)]),
      ),
      table(
        'Flags',
        options.map(option => [option.flags, aboutOf(option)]),
      ),
      '<p>And <a href="../flags.html">the flags of every command</a>.</p>',
      json === null
        ? ''
        : `<p>With <code>--json</code>: ${jsonWords[json]} (<a href="../json.html">JSON</a>).</p>`,
      details.trim() === ''
        ? ''
        : `<h2 id="details">Details</h2>\n<pre class="text">${escaped(details.trim())}\n</pre>`,
    ].join('\n'),
  }
}

const jsonWords = {document: 'one object', array: 'an array', lines: 'an object on each line'}

function usageOf({name, required, variadic}) {
  const word = `${name}${variadic ? '...' : ''}`
  return required ? `<${word}>` : `[${word}]`
}

const aboutOf = ({about, choices}) => (choices == null ? about : `${about}: ${choices.join(', ')}`)

function table(title, rows) {
  if (rows.length === 0) return ''
  const lines = rows.map(
    ([name, about]) => `<tr><td><code>${escaped(name)}</code></td><td>${escaped(about)}</td></tr>`,
  )
  return `<h2 id="${title.toLowerCase()}">${title}</h2>\n<div class="wide"><table><tbody>${lines.join('\n')}</tbody></table></div>`
}

module.exports = {commandFile, commandPage}
