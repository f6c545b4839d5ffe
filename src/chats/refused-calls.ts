import type {ActivityDetail, ActivityEntry} from '../emulator/chat/view-types.ts'
import type {EmulatorAccess} from '../emulator/find.ts'

type Asked = Pick<EmulatorAccess, 'admin'>

/** The newest log entry, about any person; undefined if the log is empty. */
export async function newestEntry({admin}: Asked): Promise<string | undefined> {
  const {entries} = await admin('GET', 'activity?limit=1')
  return entries.at(-1)?.id
}

/**
 * Calls that the platform has refused since an entry: those about one person, and those that name no known person, such as one
 * without a recipient, to the Messenger Profile or with a wrong token. One line each; identical ones are counted.
 * @param psid undefined: only calls that name no person.
 */
export async function refusedCalls(
  {admin}: Asked,
  {after, psid}: {readonly after: string | undefined; readonly psid: string | undefined},
): Promise<readonly string[]> {
  const {entries} = await admin('GET', `activity?kind=call&limit=1000&after=${after ?? ''}`)
  const suspects = entries.filter(
    entry => (entry.psid === undefined || entry.psid === psid) && isRefused(entry),
  )
  const lines = await Promise.all(
    suspects.map(async entry => linesOf(entry, await admin('GET', `activity/${entry.id}`))),
  )
  const counts = new Map<string, number>()
  for (const line of lines.flat()) counts.set(line, (counts.get(line) ?? 0) + 1)
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`))
}

const isRefused = ({outcome}: ActivityEntry) => outcome === 'refused' || outcome === 'failed'

function linesOf(entry: ActivityEntry, {response}: ActivityDetail): readonly string[] {
  const body = response?.body ?? ''
  const answers = parsed(body)
  if (!Array.isArray(answers)) return [`${entry.name} was refused: ${refusalIn(body)}`]
  return answers.flatMap((answer: BatchAnswer | null, index) =>
    answer !== null && Number(answer.code) >= 400
      ? [`operation ${index + 1} of ${entry.name} was refused: ${refusalIn(String(answer.body ?? ''))}`]
      : [],
  )
}

interface BatchAnswer {
  readonly code?: unknown
  readonly body?: unknown
}

function refusalIn(body: string): string {
  const {error} = (parsed(body) ?? {}) as {readonly error?: {readonly message?: string}}
  return error?.message ?? (body === '' ? 'no answer' : body)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
