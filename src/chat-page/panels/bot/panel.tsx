import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import type {StarterBot} from '../../../emulator/chat/view-types.ts'
import {useChat, useClient} from '../../app/client-context.ts'
import {saveFile} from '../../data/save-file.ts'
import {CopyButton} from '../../log/copy-button.tsx'
import {CommandLine, Section, Switch} from '../parts.tsx'
import {useLoaded} from '../use-loaded.ts'

/** The ways to have somebody answer for the Page. */
export function BotPanel(): JSX.Element {
  const client = useClient()
  const page = useChat(state => state.overview?.page)
  const isEchoBotOn = useChat(state => state.overview?.webhook.isEchoBot === true)
  const [port, setPort] = useState('3000')
  const {data} = useLoaded(() => client.asking.ask('GET', 'starters'), '')
  const part = useChat(state => state.panelPart)
  useEffect(() => {
    if (data !== undefined && part !== undefined) document.getElementById(part)?.scrollIntoView()
  }, [data === undefined, part])
  const withPort = (command: string) => command.replace('{port}', port.trim() || '3000')
  return (
    <>
      <Section title="The echo bot">
        <p class="hint">
          It is part of the emulator: it gets signed events and answers by calls of the Send API, as any bot.
          While it is on, it has the webhook of the app.
        </p>
        <Switch
          name={`Answers for ${page?.name ?? 'the Page'}`}
          isOn={isEchoBotOn}
          onChange={isOn => void client.acts.setEchoBot(isOn)}
        />
      </Section>
      <Section title="My bot">
        <label class="field port-field">
          <span>Port of the bot</span>
          <input
            inputMode="numeric"
            value={port}
            spellcheck={false}
            onInput={({currentTarget}) => setPort(currentTarget.value)}
          />
        </label>
        {data !== undefined && (
          <div class="panel-part">
            <p class="hint">The bot runs already:</p>
            <CommandLine text={withPort(data.forward)} />
            <p class="hint">
              Start it with the emulator’s token and secret in its environment, and graph.facebook.com led to
              the emulator:
            </p>
            <CommandLine text={withPort('msgr emulator exec --webhook {port} -- node bot.js')} />
          </div>
        )}
      </Section>
      <span id="small-bot" class="panel-anchor" />
      <Section title="A small bot to copy">
        {data === undefined ? (
          <p aria-busy="true">Loading…</p>
        ) : (
          <SmallBots bots={data.bots} toCommand={withPort} />
        )}
      </Section>
      <Section title="Answer myself">
        <button
          type="button"
          class="secondary panel-button"
          onClick={() => {
            client.store.set({speaker: 'page'})
            client.closePanel()
          }}
        >
          Write as {page?.name ?? 'the Page'}
        </button>
      </Section>
    </>
  )
}

interface SmallBotsProps {
  readonly bots: readonly StarterBot[]
  readonly toCommand: (command: string) => string
}

function SmallBots({bots, toCommand}: SmallBotsProps): JSX.Element | null {
  const [chosen, setChosen] = useState(bots[0]?.language)
  const bot = bots.find(({language}) => language === chosen)
  if (bot === undefined) return null
  return (
    <>
      <fieldset class="speaker">
        <legend>Language</legend>
        {bots.map(({language}) => (
          <label key={language} class="speaker-choice">
            <input
              type="radio"
              name="language"
              checked={language === chosen}
              onChange={() => setChosen(language)}
            />
            <span>{language}</span>
          </label>
        ))}
      </fieldset>
      <div class="panel-part">
        <div class="code-head">
          <h4>{bot.file}</h4>
          <button
            type="button"
            class="text-button"
            onClick={() => saveFile(bot.file, bot.text, 'text/plain')}
          >
            Save
          </button>
          <CopyButton text={bot.text} what={bot.file} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what is wider than the panel */}
        <pre class="code-box" tabIndex={0} role="region" aria-label={bot.file}>
          {bot.text}
        </pre>
        <CommandLine text={toCommand(bot.command)} />
      </div>
    </>
  )
}
