import {readCallback, readPageSubscription} from '../../callback/subscriptions.ts'
import {shellWord} from '../../terminal/shell-word.ts'
import {askCallback} from '../../webhook/ask-callback.ts'
import {attempt, type CheckedPage} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

/** Without these a bot does not receive what people write and tap. */
const neededFields = ['messages', 'messaging_postbacks'] as const

/** The callback of the app, and the fields that the app and the Page are subscribed to. */
export async function checkWebhook(checkedPage: CheckedPage): Promise<readonly Finding[]> {
  const {api, connection, signal, once} = checkedPage
  const pageFields = await checkPageFields(checkedPage)
  const [callback, appFields] = [found('callback'), found('app fields')]
  if (connection.appToken === undefined) {
    const why = 'needs the app: set MSGR_APP_ID and MSGR_APP_SECRET'
    return [callback.skipped(why), appFields.skipped(why), pageFields]
  }
  const read = await once(`callback ${connection.graphUrl} ${connection.appToken}`, () =>
    attempt(() => readCallback(api)),
  )
  if ('error' in read)
    return [
      callback.skipped(read.error.message),
      appFields.skipped('the callback could not be read'),
      pageFields,
    ]
  if (read.value === undefined) {
    return [
      callback.fault('the app has none, so no events are delivered', 'msgr webhook set <url>'),
      appFields.skipped('there is no callback'),
      pageFields,
    ]
  }
  const {url, active, fields} = read.value
  const lacking = neededFields.filter(name => !fields.includes(name))
  return [
    active
      ? await once(`answer ${url} ${connection.verifyToken}`, () =>
          checkAnswer(url, connection.verifyToken, signal),
        )
      : callback.fault(
          `${url} was disabled by the platform because it failed for too long`,
          `msgr webhook set ${shellWord(url)}`,
        ),
    lacking.length === 0
      ? appFields.ok(fields.join(', '))
      : appFields.fault(
          `the app is not subscribed to: ${lacking.join(', ')}`,
          `msgr webhook set ${shellWord(url)} --fields ${shellWord([...new Set([...fields, ...lacking])].join(','))}`,
        ),
    pageFields,
  ]
}

/** The request comes from this machine; the platform's requests come from elsewhere. */
async function checkAnswer(
  url: string,
  verifyToken: string | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  const {ok, fault} = found('callback')
  const {kind, text, isAltered} = await askCallback(url, verifyToken ?? 'asked-by-msgr-doctor', signal)
  if (kind === 'verified') return ok(`${url} verifies`)
  if (isAltered)
    return fault(
      `${url} does not verify: ${text}`,
      `make the bot answer with exactly the value of hub.challenge, then msgr webhook set ${shellWord(url)}`,
    )
  if (kind === 'refused' && verifyToken === undefined)
    return ok(`${url}: ${text}; to check whether it verifies, set MSGR_VERIFY_TOKEN`)
  if (kind === 'refused') {
    return fault(
      `${url} does not verify: ${text}; the bot has another verify token, or this is not a webhook`,
      `set the same verify token in the bot and MSGR_VERIFY_TOKEN, then msgr webhook set ${shellWord(url)}`,
    )
  }
  const mend = `start the bot at this URL, or set another one: msgr webhook set <url>`
  return fault(
    `${url} does not work: ${text}`,
    kind === 'gone' ? `its tunnel is gone: msgr listen --tunnel` : mend,
  )
}

async function checkPageFields({api, connection, page}: CheckedPage): Promise<Finding> {
  const {ok, fault, skipped} = found('page fields')
  if ('error' in page) return skipped('needs a token')
  const read = await attempt(() => readPageSubscription(api, connection.appId))
  if ('error' in read) return skipped(read.error.message)
  const fields = read.value ?? []
  const lacking = neededFields.filter(name => !fields.includes(name))
  if (lacking.length === 0) return ok(fields.join(', '))
  const what =
    read.value === undefined
      ? 'the app is not subscribed to the Page'
      : `the Page is not subscribed to: ${lacking.join(', ')}`
  return fault(what, `msgr webhook subscribe ${lacking.join(' ')}`)
}
