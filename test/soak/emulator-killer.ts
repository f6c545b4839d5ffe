import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {setTimeout as sleep} from 'node:timers/promises'
import {seeded} from '../../src/emulator/graph/faults.ts'

const msgr = join(import.meta.dirname, '../../bin/msgr.js')
/** A kill comes at any moment up to this: before the first write, during one, and after many. */
const LONGEST_MS = 900
const WIDTH = 4

export interface KillOptions {
  readonly seed: number
  readonly rounds: number
  readonly say?: (line: string) => void
}

export interface KilledEmulator {
  /** Promises that were broken; empty when all were kept. */
  readonly broken: readonly string[]
  readonly rounds: number
  /** Number of changes that were there at the end. */
  readonly kept: number
}

interface Started {
  readonly child: ChildProcess
  readonly url: string
  readonly token: string
}

/**
 * Starts an emulator repeatedly with one state, creates labels one after the other, and kills it with SIGKILL.
 * After each start, the state must be that of one moment: the first labels without a gap, at least as many as at
 * the previous start, and everything that was on disk before the kill.
 */
export async function killEmulator({seed, rounds, say = () => {}}: KillOptions): Promise<KilledEmulator> {
  const home = await mkdtemp(join(tmpdir(), 'msgr-killed-'))
  const stateFolder = join(home, 'state/emulator/today')
  const random = seeded(seed)
  const broken: string[] = []
  let kept = 0
  try {
    // If nothing was kept, the machine is busy: then the emulator gets more time to write, as often as it needs.
    for (let round = 1; round <= rounds || (kept === 0 && round <= 10 * rounds); round++) {
      const emulator = await start(home)
      const numbers = await labelNumbers(emulator)
      const hasGap = numbers.some((number, index) => number !== index)
      if (hasGap) broken.push(`round ${round}: a gap in ${numbers.join()}`)
      if (numbers.length < kept) broken.push(`round ${round}: ${numbers.length} labels after ${kept}`)
      const locator = await readJson<{pid: number}>(join(home, 'state/emulator/running.json'))
      if (locator.pid !== emulator.child.pid) broken.push(`round ${round}: the locator is another one's`)
      const ended = once(emulator.child, 'exit')
      const writing = makeLabels(emulator, numbers.length)
      await sleep(random() * LONGEST_MS * Math.ceil(round / rounds))
      emulator.child.kill('SIGKILL')
      await ended
      await writing
      const written = await readFile(join(stateFolder, 'state.json'), 'utf8').catch(() => undefined)
      if (written !== undefined) kept = numbersIn(written).length
      if (round % 20 === 0) say(`killed ${round} times, ${kept} labels kept`)
    }
    const emulator = await start(home)
    const last = await labelNumbers(emulator)
    if (last.length !== kept) broken.push(`at the end: ${last.length} labels instead of ${kept}`)
    const ended = once(emulator.child, 'exit')
    emulator.child.kill('SIGTERM')
    await ended
    const left = (await readdir(stateFolder)).filter(name => name !== 'state.json' && name !== 'files')
    if (left.length > 0) broken.push(`left behind: ${left.join()}`)
    return {broken, rounds, kept}
  } finally {
    await rm(home, {recursive: true, force: true})
  }
}

async function start(home: string): Promise<Started> {
  const child = spawn(process.execPath, [msgr, 'emulator', 'start', '--port', '0', '--json'], {
    cwd: home,
    env: {PATH: process.env['PATH'] ?? '', HOME: home, MSGR_HOME: home},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', chunk => {
    said += String(chunk)
  })
  const line = once(createInterface({input: child.stdout}), 'line')
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the emulator ended with ${code}: ${said}`)
  })
  failed.catch(() => {})
  const [text] = (await Promise.race([line, failed])) as [string]
  const {url} = JSON.parse(text) as {url: string}
  const {pageToken} = (await (await fetch(`${url}/_msgr/connection`)).json()) as {pageToken: string}
  return {child, url, token: pageToken}
}

/** Creates labels until the connection breaks; several at once, so that answers and writes happen in every order. */
async function makeLabels({url, token}: Started, first: number): Promise<void> {
  let next = first
  const busy = async () => {
    for (;;) await fetch(`${url}/v26.0/me?fields=name`, {headers: {authorization: `Bearer ${token}`}})
  }
  const inTurn = async () => {
    for (;;) {
      const body = JSON.stringify({page_label_name: `kept ${next++}`})
      await fetch(`${url}/v26.0/me/custom_labels`, {
        method: 'POST',
        headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
        body,
      })
    }
  }
  await Promise.allSettled([inTurn(), ...Array.from({length: WIDTH - 1}, busy)])
}

async function labelNumbers({url}: Started): Promise<readonly number[]> {
  const {state} = (await (await fetch(`${url}/_msgr/export`)).json()) as {state: unknown}
  return numbersIn(JSON.stringify({...(state as object)}))
}

/** The numbers of the labels, in the order of their creation. @throws for a text that is not a complete state. */
function numbersIn(text: string): readonly number[] {
  const {labels} = JSON.parse(text) as {labels: Record<string, {name: string}>}
  return Object.values(labels)
    .flatMap(({name}) => /^kept (\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
}

async function readJson<Value>(file: string): Promise<Value> {
  return JSON.parse(await readFile(file, 'utf8')) as Value
}
