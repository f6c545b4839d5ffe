const MAX_EXCERPT = 200

/** Why an answer is not the challenge. */
export interface ChallengeFault {
  /** Holds the challenge, but not alone: the callback knows the verify token, and only its answer has the wrong form. */
  readonly isAltered: boolean
  /** `expected "123", got "123\n": a line break after it`. The verify token is masked. */
  readonly text: string
}

/**
 * Compares the body of an answer with the challenge, byte by byte as the platform does; undefined when they are equal.
 * @param verifyToken masked where the body repeats it.
 * Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export function challengeFault(
  challenge: string,
  body: string,
  verifyToken: string,
): ChallengeFault | undefined {
  if (body === challenge) return undefined
  const shown = verifyToken === '' ? body : body.replaceAll(verifyToken, '***')
  const excerpt = JSON.stringify(shown.slice(0, MAX_EXCERPT)).replaceAll('\ufeff', '\\ufeff')
  const got = body === '' ? 'an empty body' : `${excerpt}${shown.length > MAX_EXCERPT ? '…' : ''}`
  const why = wordsFor(challenge, body)
  return {
    isAltered: why !== undefined,
    text: `expected "${challenge}", got ${got}${why === undefined ? '' : `: ${why}`}`,
  }
}

/** What was made of the challenge; undefined when the body does not hold it. */
function wordsFor(challenge: string, body: string): string | undefined {
  const text = body.replaceAll('\0', '')
  const at = text.indexOf(challenge)
  if (at < 0) return text.trim() !== '' && Number(text) === Number(challenge) ? numberWords : undefined
  if (text !== body) return 'it is encoded as UTF-16'
  const [before, after] = [text.slice(0, at), text.slice(at + challenge.length)]
  const quotes = /^\s*(["'`])$/.exec(before)?.[1]
  if (quotes !== undefined && after.trim() === quotes) return 'quotes around it; answer with the bare text'
  if (/<[a-z!/]/i.test(text)) return 'it is wrapped in HTML; answer with the bare text'
  if (/^\s*[[{]/.test(text) && isJson(text)) return 'it is wrapped in JSON; answer with the bare text'
  return [extra(before, 'before'), extra(after, 'after')].filter(Boolean).join(' and ')
}

const numberWords = 'it is the same number in another form; answer with the text as it came'

function extra(text: string, side: 'before' | 'after'): string {
  if (text === '') return ''
  const what = /^\ufeff+$/.test(text)
    ? 'a byte order mark'
    : /^[\r\n]+$/.test(text)
      ? 'a line break'
      : text.trim() === ''
        ? 'white space'
        : 'more text'
  return `${what} ${side} it`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
