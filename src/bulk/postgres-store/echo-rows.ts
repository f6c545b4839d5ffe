import {parseJson} from '../../platform/exact-json.ts'
import type {Query} from '../../store/connection.ts'
import {type AddressedEcho, echoesIn, markOf} from '../echoes.ts'

/** The metadata of an echo, in the escaped bytes of a delivery: its part after the run is the line. */
const metadataOf = (run: string) => `"metadata"\\s*:\\s*"${markOf(run, 0).slice(0, -1)}([0-9]{1,9})"`

/**
 * Echoes of the messages to these lines of a run's list, from the deliveries for its Page in the inbox. The database searches bytes,
 * because a delivery need not be text; what it finds is then read as JSON.
 */
export async function readEchoes(
  query: Query,
  run: string,
  lines: readonly number[],
): Promise<readonly AddressedEcho[]> {
  const rows = await query<{raw: Buffer}>(
    `select i.raw from msgr.inbox i join msgr.run r using (page_id)
      where r.run = $1 and i.field = 'message_echoes' and position(convert_to($1, 'UTF8') in i.raw) > 0
        and substring(encode(i.raw, 'escape') from $2)::int = any($3::int[])`,
    [run, metadataOf(run), lines],
  )
  return rows.flatMap(({raw}) => [...echoesIn(parsed(raw), run)])
}

function parsed(raw: Buffer): unknown {
  try {
    return parseJson(raw.toString('utf8'))
  } catch {
    return undefined
  }
}
