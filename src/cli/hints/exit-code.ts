import {type ExitCode, exitCodes, GraphError, MsgrError, type RefusalKind} from '../../errors.ts'

/** By the code of the error; every other one has failed. */
const byCode: Readonly<Record<string, ExitCode>> = {
  USAGE: exitCodes.misused,
  INVALID_INPUT: exitCodes.misused,
  CONFIG: exitCodes.misused,
  CANCELLED: exitCodes.misused,
  PARTLY_DONE: exitCodes.partly,
  NOT_YET: exitCodes.limited,
  UNAUTHORISED: exitCodes.unauthorised,
  NETWORK: exitCodes.unreachable,
  TUNNEL: exitCodes.unreachable,
  IN_DOUBT: exitCodes.inDoubt,
  DRIFT: exitCodes.differs,
  STALE_PLAN: exitCodes.differs,
  PAGE_CHANGED: exitCodes.differs,
}

/** By what a refusal of the platform is about; every other one has failed. */
const byKind: Readonly<Partial<Record<RefusalKind, ExitCode>>> = {
  token: exitCodes.unauthorised,
  permission: exitCodes.unauthorised,
  page: exitCodes.unauthorised,
  throttle: exitCodes.limited,
  'not-yet': exitCodes.limited,
}

/** Errors that something was undone after another, or could not be: that one decides. */
const followers: readonly string[] = ['REFUSED', 'NOT_PUT_BACK']

/** What the process exits with for an error. */
export function exitCodeOf(error: MsgrError): ExitCode {
  const {cause, code} = error
  if (error instanceof GraphError) return byKind[error.refusal.kind ?? 'refused'] ?? exitCodes.failed
  if (followers.includes(code) && cause instanceof MsgrError) return exitCodeOf(cause)
  return byCode[code] ?? exitCodes.failed
}
