import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {promisify} from 'node:util'

const program = join(import.meta.dirname, 'many-ids.mjs')

/** By how many bytes the heap of a program grows with its calls, each about another id. */
export interface HeapGrowth {
  readonly client: number
  readonly dropIn: number
}

/** Measures the heap of a program that makes so many calls with the client, and then with the drop-in, as they are built. */
export async function heapGrowth({
  calls,
  idLength,
}: {
  readonly calls: number
  readonly idLength: number
}): Promise<HeapGrowth> {
  const args = ['--expose-gc', program, String(calls), String(idLength)]
  const {stdout} = await promisify(execFile)(execPath, args, {env: {}})
  return JSON.parse(stdout)
}
