import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {useActing, type WebviewSheet} from '../acting.ts'
import {asText} from '../fields.ts'
import {Icon} from '../icons.tsx'
import {isOurs} from '../ours.ts'
import {placeOf} from '../picture.tsx'
import {SheetFrame} from './frame.tsx'
import {readSignedRequest} from './signed-request.ts'

interface WebviewProps {
  readonly sheet: WebviewSheet
  readonly onClose: () => void
}

/** Whether the emulator lets the page show frames (`emulator start --show-webviews`). */
const showsFrames = document.querySelector<HTMLMetaElement>('meta[name=msgr-webviews]')?.content === 'frame'

/** A page of this machine, and never one of the emulator itself, whose frame could reach out of it. */
function isFramed(address: string): boolean {
  if (!showsFrames || isOurs(address)) return false
  const host = URL.canParse(address) ? new URL(address).hostname : ''
  return host === 'localhost' || /^127(\.\d+){3}$/.test(host)
}

/** The webview: its address, what the page gets about the person, and the page itself if it is of this machine and frames are on. */
export function Webview({sheet, onClose}: WebviewProps): JSX.Element {
  const {url, title, heightRatio, hasExtensions, fallbackUrl, opened} = sheet
  const [signed, setSigned] = useState<string>()
  const [address, setAddress] = useState(url)
  useEffect(() => {
    void opened.then(outcome => {
      setSigned(asText(outcome?.['signed_request']))
      setAddress(asText(outcome?.['url']) ?? url)
    })
  }, [])
  return (
    <SheetFrame
      title={title ?? placeOf(url).host}
      subtitle={`Webview, ${heightRatio}`}
      height={heightRatio}
      onClose={onClose}
    >
      {isFramed(address) && (
        <iframe
          class="webview"
          src={address}
          title={title ?? address}
          sandbox="allow-scripts allow-forms allow-popups allow-same-origin"
          referrerpolicy="no-referrer"
        />
      )}
      <a class="address" href={address} target="_blank" rel="noreferrer noopener">
        <Icon name="link" size={16} /> <span>{address}</span>
      </a>
      {fallbackUrl !== undefined && <p class="hint">Without Messenger Extensions: {fallbackUrl}</p>}
      {sheet.isLogin === true && <LogIn onDone={onClose} />}
      {hasExtensions && <Context signed={signed} />}
      <p class="hint">
        {isFramed(address)
          ? 'Blank? The page may forbid frames. Open the address to see it in a new tab.'
          : 'Messenger would show this page here. Open the address to see it in a new tab.'}
      </p>
    </SheetFrame>
  )
}

function LogIn({onDone}: {readonly onDone: () => void}): JSX.Element {
  const {act, person} = useActing()
  const [code, setCode] = useState('code-1')
  const link = async (event: Event) => {
    event.preventDefault()
    const outcome = await act('link', {authorization_code: code})
    if (outcome !== undefined) onDone()
  }
  return (
    <form class="log-in" onSubmit={event => void link(event)}>
      <label class="field">
        <span>The authorization code that your page redirects with</span>
        <input value={code} required onInput={({currentTarget}) => setCode(currentTarget.value)} />
      </label>
      <button type="submit" class="primary">
        Log in as {person.firstName}
      </button>
    </form>
  )
}

/** The context that `MessengerExtensions.getContext` returns to the page. */
function Context({signed}: {readonly signed: string | undefined}): JSX.Element {
  if (signed === undefined)
    return (
      <p class="hint">No signed context: is the domain in whitelisted_domains of the Messenger Profile?</p>
    )
  return (
    <section class="context" aria-label="Signed context">
      <h3>Signed context</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre tabIndex={0}>{JSON.stringify(readSignedRequest(signed), null, 2)}</pre>
      <details>
        <summary>signed_request</summary>
        <code class="signed">{signed}</code>
      </details>
    </section>
  )
}
