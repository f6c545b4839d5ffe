import {readdir, readFile} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {allowed, type Written} from './allowed.ts'
import {hitsIn} from './spellings.ts'

export interface Leak extends Written {
  readonly spelling: string
}

export interface Searched {
  readonly leaks: readonly Leak[]
  /** How often each reason of the allowed places held. */
  readonly allowances: ReadonlyMap<string, number>
  /** Bytes by what they are: `output`, `file` … */
  readonly bytes: ReadonlyMap<string, number>
}

interface RecordLine {
  readonly kind: string
  readonly doing: string
  readonly bytes: string
}

const OWN_INPUT = "a test's own input, which it wrote itself"

/** Searches every byte that a run left under its folder: the records, and all files that were not removed or were put aside. */
export async function search(folder: string): Promise<Searched> {
  const leaks: Leak[] = []
  const allowances = new Map<string, number>()
  const bytes = new Map<string, number>()
  const own = new Set<string>()
  const look = (kind: string, where: string, content: Buffer) => {
    count(bytes, kind, content.length)
    for (const {spelling, at} of hitsIn(content)) {
      const line = lineAt(content, at)
      const written = {kind, where, line}
      // A file of the test, or a copy of it; nowhere else may msgr repeat what the test wrote.
      const isOwn = kind === 'file' && own.has(line)
      const reason = allowed.find(({fits}) => fits(written))?.reason ?? (isOwn ? OWN_INPUT : undefined)
      if (reason === undefined) leaks.push({...written, spelling})
      else count(allowances, reason, 1)
    }
  }

  const records = await recordsIn(join(folder, 'records'))
  for (const {kind, bytes: text} of records)
    if (kind === 'own') for (const line of text.split(/\r?\n/)) own.add(line)
  // What comes in pieces is searched as a whole.
  const whole = new Map<string, {kind: string; doing: string; parts: Buffer[]}>()
  for (const {kind, doing, bytes: text} of records) {
    if (kind === 'own') continue
    const key = `${kind}\0${doing}`
    const group = whole.get(key) ?? {kind, doing, parts: []}
    group.parts.push(Buffer.from(text, 'latin1'))
    whole.set(key, group)
  }
  for (const {kind, doing, parts} of whole.values())
    look(
      kind,
      doing,
      Buffer.concat(
        /^arguments|^environment/.test(kind) ? parts.flatMap(part => [part, Buffer.from('\n')]) : parts,
      ),
    )
  for (const name of ['kept', 'tmp'])
    for (const file of await filesIn(join(folder, name)))
      look('file', relative(folder, file), await readFile(file))
  return {leaks, allowances, bytes}
}

async function recordsIn(folder: string): Promise<readonly RecordLine[]> {
  const records: RecordLine[] = []
  for (const file of await filesIn(folder))
    for (const line of (await readFile(file, 'utf8')).split('\n')) {
      // A process that is killed leaves half a line.
      if (line.endsWith('}')) records.push(JSON.parse(line))
    }
  return records
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {withFileTypes: true, recursive: true})
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

function lineAt(content: Buffer, at: number): string {
  const start = content.lastIndexOf('\n', at) + 1
  const end = content.indexOf('\n', at)
  return content.toString('latin1', start, end === -1 ? content.length : end).replace(/\r$/, '')
}

function count(counts: Map<string, number>, name: string, number: number): void {
  counts.set(name, (counts.get(name) ?? 0) + number)
}

/** A leak, for people: the place, and the piece of the line around the secret. */
export function leakLine({kind, where, spelling, line}: Leak): string {
  return `${kind} (${spelling}): ${where.replace(/^.*\/project\/test\//, '')}: ${line.slice(0, 300)}${line.length > 300 ? '…' : ''}`
}
