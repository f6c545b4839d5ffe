// A tour of msgr on a fresh emulator. Every step is the command that a person would type, run as a child process.
'use strict'

const {spawn} = require('node:child_process')
const {once} = require('node:events')
const {mkdtempSync, rmSync} = require('node:fs')
const {tmpdir} = require('node:os')
const {join, relative, resolve} = require('node:path')
const {createInterface} = require('node:readline/promises')

const root = resolve(__dirname, '../..')
const msgr = join(root, 'bin/msgr.js')
const file = name => relative(process.cwd(), join(__dirname, name))
const home = mkdtempSync(join(tmpdir(), 'msgr-tour-'))
const env = {...process.env, MSGR_EMULATOR: '1', MSGR_HOME: home}
for (const name of Object.keys(env))
  if (/^(MSGR_(?!EMULATOR|HOME)|MESSENGER_|GRAPH_API_)/.test(name)) delete env[name]

const isTerminal = process.stdout.isTTY === true
const paint = code => text => (isTerminal && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text)
const bold = paint(1)
const faint = paint(2)

const running = new Set()

main()
  .catch(error => {
    console.error(`\n${error.message}`)
    process.exitCode = 1
  })
  .finally(async () => {
    for (const child of running) await end(child)
    rmSync(home, {recursive: true, force: true})
  })

async function main() {
  const began = Date.now()
  console.log(bold('msgr operates a Messenger Page from the command line.'))
  console.log('This tour works on the emulator: no account, no token, no network.')
  console.log(
    faint(
      `"msgr" below is ${relative(process.cwd(), msgr)} with MSGR_EMULATOR=1 and a temporary home folder.`,
    ),
  )

  title('An emulated Messenger Platform, with Pages and people on it')
  await runBeside(['emulator', 'start', '--port', '0'], /ready/)
  await run(['whoami'])
  await run(['conversation', 'list'])

  title('The Messenger Profile, from a file in this repository')
  await run(['profile', 'validate', file('profile.json')])
  await run(['profile', 'set', file('profile.json')])

  title('Labels, and people from a CSV file under them')
  await run(['label', 'create', 'VIP'])
  await run(['label', 'assign', 'VIP', '--from', file('people.csv')])

  title('A broadcast: planned, sent with a journal, reported')
  const broadcast = ['--text', 'Hi {{first_name|there}}, the spring sale has begun.', '--label', 'VIP']
  await run(['broadcast', 'plan', ...broadcast])
  // Two of the five cannot get it, which a broadcast reports with exit code 0 (skipped) or 6 (failed).
  await run(['broadcast', 'send', ...broadcast, '--yes'], [0, 6])
  await run(['broadcast', 'report', 'last'])

  title('Events: the receiver runs here, and people act')
  const listener = await runBeside(
    ['listen', '--port', '0', '--limit', '3', '--events', 'messages,messaging_postbacks,message_reactions'],
    /ready/,
  )
  await run(['emulator', 'person', 'say', '6411223344556677', 'Does the sale include hats?'])
  await run(['emulator', 'person', 'tap', '6411223345556680', 'HOURS', '--title', 'When are you open?'])
  await run(['emulator', 'person', 'react', '6411223346556683'])
  await ended(listener)

  title('What the Page looks like now')
  await run(['profile', 'get'])
  await run(['label', 'list'])
  await run(['emulator', 'status'])

  console.log(
    `\n${bold('That was it')}, in ${((Date.now() - began) / 1000).toFixed(1)} s. Continue with the README, or: node bin/msgr.js --help`,
  )
  await offerToStay()
}

/** On a terminal, offers to keep the emulator running, to try out what the tour showed. */
async function offerToStay() {
  if (!isTerminal || process.stdin.isTTY !== true) return
  const prompt = createInterface({input: process.stdin, output: process.stdout})
  const answer = await prompt.question('\nKeep the emulator open to try things out? [y/N] ')
  prompt.close()
  if (!/^y/i.test(answer.trim())) return
  console.log(
    `\nIn another terminal:\n  export MSGR_EMULATOR=1 MSGR_HOME=${home}\n  node ${relative(process.cwd(), msgr)} conversation list\n\nCtrl-C ends it.`,
  )
  process.once('SIGINT', () => {})
  await Promise.race([...running].map(child => once(child, 'exit')))
}

function title(text) {
  console.log(`\n${bold(text)}`)
}

/** Runs one command in the foreground. @throws if it exits with a code that is not expected. */
async function run(args, expected = [0]) {
  show(args)
  const child = start(args)
  const [code] = await once(child, 'close')
  running.delete(child)
  if (!expected.includes(code))
    throw new Error(`The tour stopped: msgr ${args[0]} ${args[1] ?? ''} exited with ${code}.`)
}

/** Runs one command in the background; resolves when its output says that it is ready. */
async function runBeside(args, ready) {
  show(args)
  const child = start(args)
  await new Promise((resolvePromise, reject) => {
    const look = chunk => ready.test(String(chunk)) && resolvePromise()
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('exit', code => reject(new Error(`The tour stopped: msgr ${args[0]} exited with ${code}.`)))
  })
  return child
}

function start(args) {
  const child = spawn(process.execPath, [msgr, ...args], {
    env: {...env, ...(isTerminal ? {FORCE_COLOR: '1'} : {})},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', chunk => process.stdout.write(indent(chunk)))
  child.stderr.on('data', chunk => process.stdout.write(indent(chunk)))
  running.add(child)
  return child
}

function show(args) {
  const words = args.map(word => (/^[\w./:=,-]+$/.test(word) ? word : `"${word}"`))
  console.log(`\n${faint('$')} ${bold(`msgr ${words.join(' ')}`)}`)
}

function indent(chunk) {
  return String(chunk).replaceAll(/^(?=.)/gm, '  ')
}

async function ended(child) {
  if (child.exitCode === null) await once(child, 'exit')
  running.delete(child)
}

async function end(child) {
  if (child.exitCode !== null) return
  // Its last output does not matter to the reader.
  child.stdout.removeAllListeners('data').resume()
  child.stderr.removeAllListeners('data').resume()
  child.kill('SIGTERM')
  await once(child, 'exit')
}
