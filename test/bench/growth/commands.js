// Commands of msgr by the size of what they read, each in a process of its own, beside a platform that keeps nothing.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {start} from '../programs.js'
import {page, peopleLines, recordingLines, writeLines, wrongKeyLines} from './inputs.js'

const text = ['--text', 'Hi {{first_name|there}}!']

/** Groups of commands, each a function of its tools that returns what each command cost. */
export const groups = {
  async broadcast({file, msgr}) {
    const people = await file('people.csv', peopleLines)
    const send = ['--to', people, ...text, '--yes', '--rate', '300', '--width', '100']
    return {
      plan: await msgr(['broadcast', 'plan', '--to', people, ...text]),
      send: await msgr(['broadcast', 'send', ...send, '--name', 'growth', '--split', '99'], {code: 5}),
      resume: await msgr(['broadcast', 'resume', 'growth', '--rate', '300', '--width', '100']),
      report: await msgr(['broadcast', 'report', 'growth', '--out', 'report.csv']),
    }
  },
  async 'label-import'({file, msgr}) {
    const people = await file('people.csv', peopleLines)
    const args = ['label', 'import', people, '--label', 'VIP', '--create-missing', '--yes']
    return {'label import': await msgr(args)}
  },
  async 'id-match'({file, msgr}) {
    const people = await file('people.csv', peopleLines)
    return {'id match': await msgr(['id', 'match', '--from', people, '--out', 'matches.csv'])}
  },
  async 'conversation-export'({msgr}) {
    return {'conversation export': await msgr(['conversation', 'export', '--out', 'people.csv'])}
  },
  async replay({file, msgr, url}) {
    const recording = await file('recording.ndjson', recordingLines)
    return {replay: await msgr(['replay', recording, '--to', `${url}/webhook`])}
  },
  async 'profile-validate'({size, file, msgr}) {
    const wrong = await file('profile.yaml', wrongKeyLines)
    const cost = await msgr(['profile', 'validate', wrong], {code: 2, says: `key_${size - 1}`})
    return {'profile validate': {...cost, size}}
  },
}

/** More are not read: a profile has at most 16 MB. */
const largest = {'profile-validate': 500_000}

/** What each command of a group costs at a size. */
export async function measureCommands(name, asked, {program, folder}) {
  const size = Math.min(asked, largest[name] ?? asked)
  const home = join(folder, `${name}-${asked}`)
  mkdirSync(home)
  const {url, stop} = await start(
    [join(import.meta.dirname, 'server.js'), String(size)],
    port => `http://127.0.0.1:${port}`,
  )
  const env = {
    ...{
      PATH: process.env.PATH,
      HOME: home,
      MSGR_HOME: home,
      NO_COLOR: '1',
      BENCH_COST: join(home, 'cost.json'),
    },
    ...{MSGR_GRAPH_URL: url, MSGR_PAGE_TOKEN: 'EAAtoken', MSGR_PAGE_ID: page, MSGR_APP_SECRET: 'secret'},
  }
  try {
    return await groups[name]({
      size,
      url,
      file: (base, lines) => writeLines(join(home, base), lines(size)),
      msgr: (args, ending = {}) => cost([program, ...args], {env, cwd: home, ...ending}),
    })
  } finally {
    await stop()
  }
}

/** Runs a command to its end, which must be with this code, and with this among its last words. */
async function cost(args, {env, cwd, code = 0, says = ''}) {
  const child = spawn(process.execPath, [...execArgv(), ...args], {
    env,
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', chunk => {
    said = `${said}${chunk}`.slice(-2000)
  })
  const [ended] = await once(child, 'close')
  if (ended !== code || !said.includes(says))
    throw new Error(`${args.slice(1).join(' ')} ended with ${ended}: ${said}`)
  return JSON.parse(readFileSync(env.BENCH_COST, 'utf8'))
}

/** `BENCH_NODE='--cpu-prof'` profiles them. */
const execArgv = () => (process.env['BENCH_NODE'] ?? '').split(' ').filter(Boolean)
