import {chmod, readFile, writeFile} from 'node:fs/promises'
import {type AddressInfo, createServer, type Socket} from 'node:net'
import {delimiter, join} from 'node:path'
import {createInterface} from 'node:readline'
import {processOutside} from '../../src/cli/process.ts'
import {type World, worldAt} from './world.ts'

export interface MsgrInShell {
  /** The PATH in which `msgr` is found. */
  readonly path: string
  readonly close: () => void
}

/**
 * A program `msgr` for shells which runs msgr in the process of the tests, with the environment and the working folder
 * of the shell, and its input where an argument is "-": a tenth of what a process of its own costs. What it prints arrives when it ends, and signals do not
 * reach it. Its clock is that of the machine.
 */
export async function startMsgrInShell({home, write}: World): Promise<MsgrInShell> {
  const server = createServer(socket => void answer(socket, home))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const program = await write(
    join(home, 'bin', 'msgr'),
    `#!/usr/bin/env bash
call=$(mktemp -d)
env -0 > "$call/env"
printf '%s\\0' "$PWD" "$@" > "$call/args"
case " $* " in *' - '*) cat;; esac > "$call/stdin"
exec 3<>/dev/tcp/127.0.0.1/${(server.address() as AddressInfo).port}
echo "$call" >&3
read -r code <&3
cat "$call/out"
cat "$call/err" >&2
rm -r "$call"
exit "$code"
`,
  )
  await chmod(program, 0o755)
  return {
    path: `${join(home, 'bin')}${delimiter}${process.env['PATH']}`,
    close: () => void server.close(),
  }
}

async function answer(socket: Socket, home: string): Promise<void> {
  for await (const call of createInterface({input: socket})) {
    const read = async (name: string) => (await readFile(join(call, name), 'utf8')).split('\0').slice(0, -1)
    const [folder = '', ...args] = await read('args')
    const env = Object.fromEntries((await read('env')).map(each => each.split(/=(.*)/s).slice(0, 2)))
    const world = worldAt({folder, home, clock: processOutside().clock}, {})
    const stdin = await readFile(join(call, 'stdin'), 'utf8')
    const {code, out, err} = await world.msgr(args, {stdin, env: {MSGR_HOME: undefined, ...env}})
    await writeFile(join(call, 'out'), out)
    await writeFile(join(call, 'err'), err)
    socket.end(`${code}\n`)
  }
}
