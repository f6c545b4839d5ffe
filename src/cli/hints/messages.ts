import type {MsgrError, Reason, Reasons} from '../../errors.ts'

type Messages = {readonly [Name in Reason]?: (data: Reasons[Name], message: string) => string}

/** What the command line says in place of the message, where a flag or a variable is what it is about. */
const messages: Messages = {
  headerMalformed: () => '--header holds no header',
  certificateUntrusted: (_, message) => `${message} (listen --insecure takes it)`,
  tunnelWithoutHost: () => '--tunnel ssh names no host',
  emulatorGone: ({url}) => `No emulator runs at ${url}, which MSGR_EMULATOR_URL names`,
}

type Say = (data: unknown, message: string) => string

/** The message of an error as the command line says it. */
export function messageOf({message, reason, data}: Pick<MsgrError, 'message' | 'reason' | 'data'>): string {
  const say = reason === undefined ? undefined : (messages[reason] as Say | undefined)
  return say?.(data, message) ?? message
}
