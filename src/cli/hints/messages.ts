import type {MsgrError, Reason, Reasons} from '../../errors.ts'

type Messages = {readonly [Name in Reason]?: (data: Reasons[Name], message: string) => string}

/** What the command line says in place of the message, where a flag or a variable is what it is about. */
const messages: Messages = {
  headerMalformed: () => '--header has no name and value',
  certificateUntrusted: (_, message) => `${message} (listen --insecure accepts it)`,
  tunnelWithoutHost: () => '--tunnel ssh does not name a host',
  emulatorGone: ({url}) => `No emulator is running at ${url}, the address in MSGR_EMULATOR_URL`,
}

type Say = (data: unknown, message: string) => string

/** The message of an error as the command line says it. */
export function messageOf({message, reason, data}: Pick<MsgrError, 'message' | 'reason' | 'data'>): string {
  const say = reason === undefined ? undefined : (messages[reason] as Say | undefined)
  return say?.(data, message) ?? message
}
