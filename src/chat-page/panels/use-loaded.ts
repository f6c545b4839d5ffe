import {useCallback, useEffect, useRef, useState} from 'preact/hooks'
import {useChat} from '../app/client-context.ts'
import {Refused} from '../data/asking.ts'

export interface Loaded<Data> {
  /** Undefined until it is there. */
  readonly data: Data | undefined
  readonly reload: () => Promise<void>
}

/**
 * What a panel shows, requested again whenever something changes in the emulator.
 * @param load returns undefined while it is not known what to load.
 * @param key changes when something else is to be loaded, such as another Page.
 */
export function useLoaded<Data>(
  load: () => Promise<Data> | undefined,
  key: string | undefined,
): Loaded<Data> {
  const overview = useChat(state => state.overview)
  // A call that a fault refused changes nothing else.
  const entries = useChat(state => state.entries)
  const aheadMs = useChat(state => Math.round(state.aheadMs / 1000))
  const [data, setData] = useState<Data>()
  const newest = useRef(0)
  const reload = useCallback(async () => {
    newest.current += 1
    const asked = newest.current
    // The page says by itself when the emulator is gone, and asks again when it is back.
    const answer = await load()?.catch(() => undefined)
    if (asked === newest.current && answer !== undefined) setData(answer)
  }, [key])
  useEffect(() => void reload(), [reload, overview, entries, aheadMs])
  return {data, reload}
}

/** Why a call was refused, as a text to show in place; undefined when it was not. */
export async function refusalOf(asking: Promise<unknown>): Promise<string | undefined> {
  try {
    await asking
    return undefined
  } catch (error) {
    return error instanceof Refused ? error.message : 'The emulator does not answer'
  }
}
