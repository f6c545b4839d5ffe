// Draws the picture of the README, .github/terminal.svg: what these commands print on a terminal. `node bin/docs/picture.js`, after
// `npm run build`; needs tmux.
'use strict'

const {execFileSync} = require('node:child_process')
const {mkdtempSync, rmSync, writeFileSync} = require('node:fs')
const {tmpdir} = require('node:os')
const {join} = require('node:path')

const commands = [
  'msgr conversation list --limit 4 --quiet',
  'msgr broadcast plan --label Newsletter --text "Hi {{first_name|there}}!"',
  'cat page.yaml; msgr page plan',
]
const pageFile = `labels: [VIP, Newsletter]
profile: {get_started: {payload: START}}
nlp: {nlp_enabled: true, model: ENGLISH}
`
const [COLUMNS, ROWS] = [84, 40]
const [CHARACTER, LINE, MARGIN, BAR] = [8.4, 20, 16, 28]

/** The class of each SGR number. */
const classes = {1: 'b', 2: 'f', 31: 'r', 32: 'g', 33: 'y', 36: 'c'}

const root = join(__dirname, '../..')
const home = mkdtempSync(join(tmpdir(), 'msgr-picture-'))
const socket = join(home, 'tmux')
const tmux = (...args) => execFileSync('tmux', ['-S', socket, ...args], {encoding: 'utf8'})

try {
  writeFileSync(join(root, '.github/terminal.svg'), svg(screen().trimEnd().split('\n')))
} finally {
  rmSync(home, {recursive: true, force: true})
}

/** What the terminal shows at the end, with its colours as escape sequences. */
function screen() {
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`
  const lines = commands.map(
    (command, index) =>
      `${index > 0 ? 'echo; ' : ''}printf '\\033[2m$\\033[0m %s\\n' ${quoted(command)}; ${command}`,
  )
  const script = join(home, 'script.sh')
  writeFileSync(join(home, 'page.yaml'), pageFile)
  writeFileSync(
    script,
    [
      `export MSGR_EMULATOR=1 MSGR_HOME=${quoted(join(home, 'msgr'))} FORCE_COLOR=1 COLORTERM=`,
      `msgr() { ${quoted(process.execPath)} ${quoted(join(root, 'bin/msgr.js'))} "$@"; }`,
      `cd ${quoted(home)}`,
      'clear',
      ...lines,
      'tmux -S "$1" wait-for -S done; sleep 60',
    ].join('\n'),
  )
  tmux('new-session', '-d', '-x', `${COLUMNS}`, '-y', `${ROWS}`, `bash ${script} ${socket}`)
  try {
    tmux('wait-for', 'done')
    return tmux('capture-pane', '-ep')
  } finally {
    tmux('kill-server')
  }
}

function svg(lines) {
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN)
  const height = lines.length * LINE + 2 * MARGIN + BAR
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, index) => `<circle cx="${MARGIN + 6 + index * 20}" cy="20" r="6" fill="${colour}"/>`,
  )
  const texts = styledLines(lines).map((line, index) => {
    const y = BAR + MARGIN + (index + 0.75) * LINE
    return `<text xml:space="preserve" x="${MARGIN}" y="${y}">${line}</text>`
  })
  const title = `A terminal with the output of: ${commands.join('; ')}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escaped(title)}">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;fill:#e6edf3}.b{font-weight:700}.f{fill:#8b949e}.g{fill:#56d364}.r{fill:#ff7b72}.y{fill:#e3b341}.c{fill:#76e3ea}</style>
<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>
${[...dots, ...texts].join('\n')}
</svg>
`
}

/** The parts of lines, each in the style that it has on the terminal; a style lasts until another sequence changes it. */
function styledLines(lines) {
  let style = new Set()
  return lines.map(line => {
    const [first, ...styled] = line.split('\u001b[')
    return [`m${first}`, ...styled]
      .map((part, index) => {
        const end = part.indexOf('m')
        if (index > 0) style = styleAfter(style, part.slice(0, end).split(';'))
        const text = escaped(part.slice(end + 1))
        if (text === '' || style.size === 0) return text
        return `<tspan class="${[...style].join(' ')}">${text}</tspan>`
      })
      .join('')
  })
}

function styleAfter(before, numbers) {
  const style = new Set(before)
  for (const number of numbers) {
    const ends =
      number === '22' ? 'bf' : number === '39' ? 'gryc' : number === '' || number === '0' ? 'bfgryc' : ''
    for (const name of ends) style.delete(name)
    if (classes[number] !== undefined) style.add(classes[number])
  }
  return style
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
