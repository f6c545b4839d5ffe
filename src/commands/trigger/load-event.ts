import type {Context} from '../../context.ts'
import {findFault, notJson} from '../../text/json-fault.ts'
import {parseJson} from '../../webhook/json.ts'
import {loadSample} from '../../webhook/samples.ts'

/**
 * The delivery of a sample, of a file, or of standard input for `-`.
 * @throws {UsageError} if there is none, or it is not JSON.
 */
export async function loadEvent(context: Context, event: string): Promise<unknown> {
  const isFile = event === '-' || event.includes('/') || event.includes('\\') || event.endsWith('.json')
  return isFile ? readEvent(context, event) : loadSample(event)
}

/** @throws {UsageError} if it is not JSON, with the place in it. */
export async function readEvent({io}: Context, file: string): Promise<unknown> {
  const text = await io.readText(file)
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw notJson(file, findFault(text), error)
  }
}
