import type {JSX} from 'preact'
import {useChat, useClient} from '../../app/client-context.ts'
import {copyText} from '../../app/clipboard.ts'
import {fileNameOf, saveFile} from '../../data/save-file.ts'
import {Section} from '../parts.tsx'
import {KeepAsTest} from './as-test.tsx'
import {StartOver} from './start-over.tsx'

/** What can be made of the open conversation as a whole. */
export function KeepPanel(): JSX.Element {
  const client = useClient()
  const person = useChat(state => state.view?.person)
  if (person === undefined) return <p class="hint">Choose a person first.</p>
  const {psid} = person
  const name = fileNameOf(`${person.firstName} ${person.lastName}`)
  const orNotice = async (keep: () => Promise<void>) => {
    try {
      await keep()
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      client.store.set({notice: {kind: 'error', text}})
    }
  }
  const copy = async () => {
    const {text} = await client.asking.ask('GET', `chat/${psid}/transcript`)
    if (await copyText(client.store, text))
      client.store.set({notice: {kind: 'news', text: 'The conversation is in the clipboard'}})
  }
  const save = async () => {
    const exported = await client.asking.ask('GET', `chat/${psid}/export`)
    saveFile(`${name}.json`, `${JSON.stringify(exported, null, 2)}\n`, 'application/json')
  }
  return (
    <>
      <KeepAsTest key={psid} psid={psid} name={name} />
      <Section title="As text">
        <div class="panel-part">
          <p class="hint">Each message with its time and author, to paste into a report.</p>
          <button type="button" class="secondary" onClick={() => void orNotice(copy)}>
            Copy the conversation
          </button>
        </div>
      </Section>
      <Section title="For a bug report">
        <div class="panel-part">
          <p class="hint">
            One JSON file with the conversation and its calls and events, without tokens and secrets.
          </p>
          <button type="button" class="secondary" onClick={() => void orNotice(save)}>
            Save with the log
          </button>
        </div>
      </Section>
      <StartOver key={`over ${psid}`} psid={psid} name={person.firstName} />
    </>
  )
}
