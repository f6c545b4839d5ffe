import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {useClient} from '../../app/client-context.ts'
import {Problem} from '../parts.tsx'
import {refusalOf} from '../use-loaded.ts'
import type {AppProps} from './app-props.ts'

/** Registers a callback, with the handshake that the platform makes. */
export function CallbackForm({app: {appId, url = ''}, pageId, reload}: AppProps): JSX.Element {
  const client = useClient()
  const [typed, setTyped] = useState(url)
  const [verifyToken, setVerifyToken] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const register = async (event: Event) => {
    event.preventDefault()
    setIsBusy(true)
    const body = {app: appId, page: pageId, url: typed.trim(), ...(verifyToken === '' ? {} : {verifyToken})}
    const refusal = await refusalOf(client.asking.ask('POST', 'webhooks', body))
    setIsBusy(false)
    setProblem(refusal)
    if (refusal !== undefined) return
    setVerifyToken('')
    client.store.set({notice: {kind: 'news', text: 'The callback answered the handshake and is registered'}})
    await reload()
  }
  return (
    <form
      class="panel-form"
      aria-label="Callback"
      aria-busy={isBusy}
      onSubmit={event => void register(event)}
    >
      <label class="field">
        <span>Callback URL</span>
        <input
          type="url"
          required
          value={typed}
          placeholder="http://127.0.0.1:3000/webhook"
          spellcheck={false}
          onInput={({currentTarget}) => setTyped(currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>Verify token</span>
        <input
          value={verifyToken}
          placeholder={url === '' ? 'emulator-verify-token' : 'the same as before'}
          autocomplete="off"
          spellcheck={false}
          onInput={({currentTarget}) => setVerifyToken(currentTarget.value)}
        />
      </label>
      <Problem text={problem} />
      <button type="submit" class="secondary" disabled={isBusy}>
        {isBusy ? 'Waiting for the handshake…' : url === '' ? 'Register' : 'Register again'}
      </button>
    </form>
  )
}
