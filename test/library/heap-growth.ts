import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {promisify} from 'node:util'

const program = join(import.meta.dirname, 'many-ids.mjs')

/** By how many bytes the heap of a program grows with its calls, each about another id. The program runs what is built. */
export async function heapGrowth(
  by: 'client' | 'drop-in',
  {calls, idLength}: {readonly calls: number; readonly idLength: number},
): Promise<number> {
  const args = ['--expose-gc', program, by, String(calls), String(idLength)]
  const {stdout} = await promisify(execFile)(execPath, args, {env: {}})
  const {before, after}: {before: number; after: number} = JSON.parse(stdout)
  return after - before
}
