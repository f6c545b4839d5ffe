// Whether the receivers of this container answer: exit code 0 if all do, or if there is none.
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

const folder = join(process.env.MSGR_HOME ?? '/state', 'state/listeners')

/** Their addresses; a receiver writes its own when it starts. One that was killed may have left its word behind. */
function receivers() {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  return files
    .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({pid}) => isAlive(pid))
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function found() {
  try {
    return receivers()
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

for (const {url} of found()) {
  const {ok, status} = await fetch(new URL('/health', url), {signal: AbortSignal.timeout(4_000)})
  if (!ok) throw new Error(`${url} answers ${status}`)
}
