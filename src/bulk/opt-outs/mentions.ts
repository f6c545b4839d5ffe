import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {readChunks} from '../../system/file-bytes.ts'
import {optOutsFolderIn} from './list.ts'

/**
 * Whether the list of any Page has this id in it, as someone who opted out or came back. Looks for its bytes, which takes a
 * hundredth of the time of reading the list: most people whom a command writes to are in none.
 */
export async function listsMention(stateFolder: string, id: string): Promise<boolean> {
  const folder = optOutsFolderIn(stateFolder)
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    if (name.endsWith('.ndjson') && (await holds(join(folder, name), `"${id}"`))) return true
  }
  return false
}

async function holds(file: string, text: string): Promise<boolean> {
  let end = Buffer.alloc(0)
  for await (const chunk of readChunks(file)) {
    const bytes = Buffer.concat([end, chunk])
    if (bytes.includes(text)) return true
    end = bytes.subarray(-text.length)
  }
  return false
}
