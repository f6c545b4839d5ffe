import {useEffect, useRef, useState} from 'preact/hooks'
import type {PersonSummary} from '../../emulator/chat/view-types.ts'
import {useChat, useClient} from '../app/client-context.ts'
import type {Client} from '../data/client.ts'

/** How long somebody may pause between two letters, in ms. */
const PAUSE_MS = 120
/** As many as anybody looks through. */
const MOST_FOUND = 100

export interface Found {
  /** What they were found by; an earlier text while the search for the current one is under way. */
  readonly text: string
  readonly people: readonly PersonSummary[]
  readonly total: number
  /** Whether a search for the current text is still under way. */
  readonly isBusy: boolean
  /** The first person that the search for the current text finds, once it is answered. */
  readonly first: () => Promise<PersonSummary | undefined>
}

interface Search {
  readonly text: string
  readonly answer: Promise<Answer | undefined>
}

type Answer = Pick<Found, 'people' | 'total'>

/** The people that the emulator finds for a text; undefined without one. Only the answer to the latest text is shown. */
export function useFound(text: string): Found | undefined {
  const client = useClient()
  const overview = useChat(state => state.overview)
  const [shown, setShown] = useState<{text: string; answer: Answer}>()
  const latest = useRef<Search | undefined>(undefined)
  const isSearched = text.trim() !== ''

  const begin = (): Search => {
    const search = {text, answer: find(client, text)}
    latest.current = search
    void search.answer.then(answer => {
      if (latest.current === search && answer !== undefined) setShown({text, answer})
    })
    return search
  }
  // Searched again when people change, such as their names.
  useEffect(() => {
    if (!isSearched) {
      latest.current = undefined
      setShown(undefined)
      return undefined
    }
    const timer = setTimeout(begin, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, overview])

  if (!isSearched) return undefined
  return {
    text: shown?.text ?? '',
    people: shown?.answer.people ?? [],
    total: shown?.answer.total ?? 0,
    isBusy: shown?.text !== text,
    first: async () => {
      const search = latest.current?.text === text ? latest.current : begin()
      return (await search.answer)?.people[0]
    },
  }
}

/** Undefined when the emulator does not answer, which the page shows elsewhere. */
async function find({asking, store}: Client, text: string): Promise<Answer | undefined> {
  const page = store.get().overview?.page.id ?? ''
  const search = encodeURIComponent(text)
  try {
    const {people, peopleTotal} = await asking.ask(
      'GET',
      `chat?page=${page}&search=${search}&limit=${MOST_FOUND}`,
    )
    return {people, total: peopleTotal}
  } catch {
    return undefined
  }
}
