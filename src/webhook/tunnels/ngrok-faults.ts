import {TunnelError} from '../../errors.ts'

interface NgrokFault {
  readonly meaning: string
  readonly hint: string
}

const tokenPage = 'https://dashboard.ngrok.com/get-started/your-authtoken'

/** Source: https://ngrok.com/docs/errors/reference */
const faults: Readonly<Record<string, NgrokFault>> = {
  ERR_NGROK_102: {meaning: 'the account is suspended', hint: 'See https://dashboard.ngrok.com'},
  ERR_NGROK_103: {
    meaning: 'the account is suspended because of billing',
    hint: 'See https://dashboard.ngrok.com/billing',
  },
  ERR_NGROK_105: {
    meaning: 'the authtoken does not look like one',
    hint: `Copy it again in full: ${tokenPage}`,
  },
  ERR_NGROK_106: {
    meaning: 'the authtoken is from ngrok 1, which has ended',
    hint: `Make a new one: ${tokenPage}`,
  },
  ERR_NGROK_107: {
    meaning: 'the authtoken is not valid, or was reset or revoked',
    hint: `Copy it again: ${tokenPage}`,
  },
  ERR_NGROK_4018: {
    meaning: 'an account and its authtoken are needed',
    hint: `Sign up, then set NGROK_AUTHTOKEN: ${tokenPage}`,
  },
  ERR_NGROK_108: {
    meaning: 'too many agents of the account run at once',
    hint: 'Stop others: https://dashboard.ngrok.com/agents',
  },
  ERR_NGROK_120: {meaning: 'the agent is too old for the service', hint: 'Update msgr'},
  ERR_NGROK_121: {meaning: 'the agent is too old for the account', hint: 'Update msgr'},
  ERR_NGROK_324: {
    meaning: 'the account has too many endpoints',
    hint: 'Close others: https://dashboard.ngrok.com/endpoints',
  },
  ERR_NGROK_326: {
    meaning: 'the domain is not valid or belongs to another account',
    hint: 'See https://dashboard.ngrok.com/domains',
  },
  ERR_NGROK_334: {
    meaning: 'the domain of the account is in use by another tunnel',
    hint: 'Stop the other tunnel: https://dashboard.ngrok.com/endpoints',
  },
}

const OFFLINE = 'Is there a network, and does it let ngrok through?'

/** One sentence for whatever ngrok's SDK throws, with what to do next. */
export function explainNgrokError(error: unknown): TunnelError {
  const message = error instanceof Error ? error.message : String(error)
  const given = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : undefined
  const code = given ?? /ERR_NGROK_\d+/.exec(message)?.[0]
  const fault = code === undefined ? undefined : faults[code]
  if (fault !== undefined) {
    const {meaning, hint} = fault
    return new TunnelError(`ngrok opened no tunnel: ${meaning} (${code})`, {hint, cause: error})
  }
  if (message.includes('failed to connect session'))
    return new TunnelError('ngrok cannot be reached', {hint: OFFLINE, cause: error})
  return new TunnelError(`ngrok opened no tunnel: ${message.split('\n', 1)[0]}`, {
    hint: code === undefined ? OFFLINE : `See https://ngrok.com/docs/errors/${code.toLowerCase()}`,
    cause: error,
  })
}

export function unansweredByNgrok(): TunnelError {
  return new TunnelError('ngrok cannot be reached: it did not answer', {hint: OFFLINE})
}

export function missingAuthtoken(): TunnelError {
  return new TunnelError('ngrok needs an authtoken, and none is set', {
    hint: `Set NGROK_AUTHTOKEN, or run: ngrok config add-authtoken <token>. It is at ${tokenPage}`,
  })
}

/** Reported before anything is sent: it is found without a network too. */
export function malformedAuthtoken(): TunnelError {
  return new TunnelError(
    'The authtoken of ngrok does not look like one: it is 20 or more letters, digits, _ or -',
    {
      hint: `Copy it again in full: ${tokenPage}`,
    },
  )
}
