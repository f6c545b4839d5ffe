import {createContext} from 'preact'
import {useContext} from 'preact/hooks'
import type {Client} from '../data/client.ts'
import type {ChatState} from '../data/state.ts'
import {useStore} from '../data/store.ts'

const context = createContext<Client | undefined>(undefined)

export const ClientProvider = context.Provider

/** @throws {Error} outside the page. */
export function useClient(): Client {
  const client = useContext(context)
  if (client === undefined) throw new Error('There is no client outside the page')
  return client
}

/** Selects a part of the page's state. */
export function useChat<Part>(select: (state: ChatState) => Part): Part {
  return useStore(useClient().store, select)
}
