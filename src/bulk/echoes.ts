/** The body of a webhook delivery, as far as it matters here. */
interface Envelope {
  readonly entry?: readonly {readonly messaging?: readonly Item[]; readonly standby?: readonly Item[]}[]
}

interface Item {
  readonly recipient?: {readonly id?: unknown}
  readonly message?: {readonly mid?: string; readonly is_echo?: boolean; readonly metadata?: unknown}
}

/** The echo of a message of a run. */
export interface EchoOfRun {
  readonly line: number
  readonly messageId: string
}

/** An echo with the person whom the message went to, as the platform names them. */
export interface AddressedEcho extends EchoOfRun {
  readonly psid: string
}

/** The echoes of a run's messages in a delivery: their metadata is the mark of the run and the line. */
export function* echoesIn(delivery: unknown, run: string): Generator<AddressedEcho> {
  const {entry = []} = (delivery ?? {}) as Envelope
  for (const {messaging = [], standby = []} of entry) {
    for (const {message, recipient} of [...messaging, ...standby]) {
      const line = lineOfMark(message?.metadata, run)
      if (message?.is_echo !== true || line === undefined || message.mid === undefined) continue
      yield {line, messageId: message.mid, psid: String(recipient?.id)}
    }
  }
}

/** The mark of a message of a run, by which its echo names its recipient. */
export const markOf = (run: string, line: number): string => `${run}:${line}`

/** The line that a mark names; undefined for that of another run, and for what is no mark. */
function lineOfMark(metadata: unknown, run: string): number | undefined {
  const [, ofRun, line] = /^(.+):([1-9]\d*)$/.exec(String(metadata)) ?? []
  return ofRun === run ? Number(line) : undefined
}
