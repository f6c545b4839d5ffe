import {followStream} from '../../../chats/stream.ts'
import type {Context} from '../../../context.ts'
import {createLoopFinder} from '../../../webhook/echo-loop.ts'

/** Warns once if a bot answers the echoes of its messages, until the command ends. */
export async function watchEchoes({io, onExit}: Context, emulatorUrl: string): Promise<void> {
  const find = createLoopFinder()
  const stream = await followStream(emulatorUrl, ([name, data]) => {
    if (name !== 'activity' || data.kind !== 'event' || data.outcome !== 'ok') return
    const {psid, mid, atMs} = data
    const loop = find({field: data.name, psid, mid, atMs})
    if (loop !== undefined) io.warn(loop)
  })
  onExit(async () => stream.close())
}
