import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {commandLineWords} from './helpers/command-line-words.ts'
import {literalsOf} from './helpers/literals.ts'

const source = join(import.meta.dirname, '../src')

/** The layers that know nothing of the command line. */
const layers = ['api', 'bulk', 'desired', 'emulator', 'library', 'platform', 'system', 'text', 'webhook']
const alone = ['errors.ts', 'errors/reasons.ts', 'masking.ts']

/** What may hold such words all the same, and why. */
const exceptions: readonly (readonly [file: RegExp, text: RegExp, why: string])[] = [
  [/^emulator\/chat\//, /./, 'the chat page shows people at an emulator what to type'],
  [
    /^emulator\/people\/nlp\.ts$/,
    /msgr nlp set --enable/,
    'what the emulator says to whoever acts as a person',
  ],
  [
    /^emulator\/interception\//,
    /CN=msgr emulator|--require|MSGR_REDIRECT/,
    'a certificate, an option of Node.js',
  ],
  [/^library\/messenger-node\/environment\.ts$/, /MSGR_GRAPH_URL/, 'a documented default of the library'],
  [
    /^bulk\/(failpoints|file-store\/journal-file)\.ts$/,
    /MSGR_FAILPOINT/,
    'where tests of msgr itself break off a run',
  ],
  [/^bulk\/delivery\.ts$/, /--not-after/, 'a reason that is kept in journals'],
  [/^bulk\/row-columns\.ts$/, /--psid-column/, 'what becomes of a row, as it is kept in plans'],
  [
    /^bulk\/(doubt|report|send-all)\.ts$/,
    /msgr (ended before|sends nothing)/,
    'a reason that is kept in journals; the program, no command',
  ],
  [/^bulk\/file-store\/frozen-manifest\.ts$/, /that msgr can continue/, 'the program, no command'],
  [
    /^desired\/sections\/templates\.ts$/,
    /msgr template get/,
    'what became of a template, as results hold it',
  ],
  [
    /^platform\/.*-schema\.ts$/,
    /: msgr [a-z]+ [a-z]+$/,
    'descriptions in the schemas that `msgr schema` prints',
  ],
  [/^webhook\/tunnels\/cloudflared\.ts$/, /--version|--no-autoupdate|--url/, 'options of cloudflared'],
  [/^webhook\/tunnels\/ngrok\.ts$/, /^msgr listen$/, 'the name of a tunnel in the dashboard of ngrok'],
]

test('a text in quotes is found with its line, inside templates too, and not in comments and patterns', () => {
  const found = literalsOf(
    "const a = 'x' // 'no'\n/* \"no\" */ const b = `y ${f('z', {c: \"d\"})} w`\nif (/'no'/.test(a)) g(\"it's\")",
  )

  expect(found).toEqual([
    {line: 1, text: 'x'},
    {line: 2, text: 'z'},
    {line: 2, text: 'd'},
    {line: 2, text: 'y {} w'},
    {line: 3, text: "it's"},
  ])
})

test('no layer below the command line names its flags, variables, commands or exit codes', () => {
  const files = readdirSync(source, {recursive: true, encoding: 'utf8'}).filter(
    name => name.endsWith('.ts') && (alone.includes(name) || layers.includes(name.split('/')[0] ?? '')),
  )
  const used = new Set<number>()
  const found = files.flatMap(name =>
    literalsOf(readFileSync(join(source, name), 'utf8')).flatMap(({line, text}) => {
      if (!commandLineWords.test(text)) return []
      const index = exceptions.findIndex(([file, words]) => file.test(name) && words.test(text))
      used.add(index)
      return index === -1 ? [`src/${name}:${line}: ${text}`] : []
    }),
  )

  expect(files.length).toBeGreaterThan(200)
  expect(found).toEqual([])
  expect(exceptions.filter((_, index) => !used.has(index)).map(([, , why]) => why)).toEqual([])
})
