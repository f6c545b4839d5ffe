import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {readRecording} from '../../../src/webhook/read-recording.ts'
import type {RawDelivery} from '../../../src/webhook/record.ts'
import {openSpool, type Spool} from '../../../src/webhook/spool/spool.ts'

export const raw = (body: string | Buffer): RawDelivery => ({
  rawHeaders: ['X-Hub-Signature-256', 'sha256=ab', 'x-odd', 'ä'],
  body: Buffer.from(body),
})

export async function newFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'msgr-spool-'))
  onTestFinished(() => rm(parent, {recursive: true, force: true}))
  return join(parent, 'spool')
}

export async function leftIn(spool: Spool) {
  const left = []
  for await (const each of spool.readLeft()) left.push(each)
  return left
}

export const bodiesIn = async (spool: Spool) => (await leftIn(spool)).map(({body}) => body.toString())

/** The bodies in a recording. */
export async function recordedIn(file: string): Promise<readonly string[]> {
  async function* lines() {
    yield* (await readFile(file, 'utf8')).split('\n')
  }
  const read = []
  for await (const {body} of readRecording(lines(), file)) read.push(body.toString())
  return read
}

/** Keeps deliveries as a process would that is killed then: nothing is closed, only its lock is gone. */
export async function keepAndDie(
  folder: string,
  bodies: readonly (string | Buffer)[],
  done: readonly number[] = [],
) {
  const spool = await openSpool(folder)
  const kept = await Promise.all(bodies.map(body => spool.keep(raw(body), 1_795_334_400_435)))
  for (const index of done) kept[index]?.done()
  await new Promise(setImmediate)
  await dieWith(folder)
}

/** Removes the lock of this process, as if it had ended. */
export async function dieWith(folder: string) {
  for (const name of await readdir(folder))
    if (!name.includes('ndjson')) await rm(join(folder, name), {recursive: true})
}
