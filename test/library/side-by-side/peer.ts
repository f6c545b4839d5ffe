import {type ChildProcess, fork} from 'node:child_process'
import {join} from 'node:path'

/** What became of a call. `crashed`, perhaps beside the others: an error nobody could catch, which ends a process. */
export interface Outcome {
  readonly resolved?: unknown
  readonly rejected?: unknown
  readonly crashed?: {readonly name: string; readonly message: string}
}

/** messenger-node, or what stands in for it, in a process of its own. */
export interface Peer {
  /** Calls of one client, in order; what the last one comes to. */
  readonly client: (options: object, ...calls: readonly (readonly unknown[])[]) => Promise<Outcome>
  /** Creates a webhook that listens to these names; its port. */
  readonly webhook: (options: object, names: readonly string[]) => Promise<number>
  readonly act: (act: string, details?: object) => Promise<Outcome>
  /** What the listeners got since the last time: the name, then the arguments. */
  readonly heard: () => Promise<readonly (readonly unknown[])[]>
  readonly end: () => void
}

/** The drop-in as it is built: it has to be a module that `require` can load. */
const modules = {theirs: 'messenger-node', ours: 'msgr-cli/messenger-node'} as const

/** Starts one of the two. `theirs` is led to the emulator, `ours` finds it by the address in the environment. */
export async function startPeer(
  which: keyof typeof modules,
  graphUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Peer> {
  const child = fork(join(import.meta.dirname, 'host.cjs'), [modules[which]], {
    execArgv: which === 'theirs' ? ['--require', join(import.meta.dirname, 'redirect.cjs')] : [],
    env: {PATH: process.env['PATH'], MSGR_GRAPH_URL: graphUrl, NODE_NO_WARNINGS: '1', ...env},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, message => 'ready' in message)
  let last = 0
  const act = async (name: string, details: object = {}): Promise<Outcome> => {
    last += 1
    const id = last
    const answer = once(child, message => message['id'] === id)
    child.send({id, act: name, ...details})
    const {id: _id, ...outcome} = await answer
    return outcome
  }
  return {
    end: () => void child.kill('SIGKILL'),
    act,
    client: (options, ...calls) => act('client', {options, calls}),
    webhook: async (options, names) => (await resolved(act('webhook', {options, names}))) as number,
    heard: async () => (await resolved(act('heard'))) as readonly (readonly unknown[])[],
  }
}

type Message = Readonly<Record<string, unknown>>

function once(child: ChildProcess, isWanted: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) => reject(new Error(`the process ended with ${code}`))
    const look = (message: unknown) => {
      if (!isWanted(message as Message)) return
      child.off('message', look).off('exit', fail)
      resolve(message as Message)
    }
    child.on('message', look).on('exit', fail)
  })
}

/** @throws when it was anything else. */
export async function resolved(outcome: Promise<Outcome>): Promise<unknown> {
  const settled = await outcome
  if ('resolved' in settled) return settled.resolved
  throw new Error(`not resolved: ${JSON.stringify(settled)}`)
}
