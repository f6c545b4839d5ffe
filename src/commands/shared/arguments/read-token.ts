import {cleanSecret} from '../../../config/secret-text.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'

export interface TokenQuestion {
  /** `User access token` */
  readonly question: string
  /** Read from standard input, unless that is a terminal, where a person is asked. */
  readonly isPiped: boolean
  /** The command that pipes it in: `msgr page list --with-token < user-token.txt`. */
  readonly command: string
}

const LEAST_CHARACTERS = 10

/**
 * A token that a person types or pipes in; it may be dead.
 * @throws {UsageError} if there is none, {UnauthorisedError} for a text that cannot be a token.
 */
export async function readToken(
  {io, prompt}: Context,
  {question, isPiped, command}: TokenQuestion,
): Promise<string> {
  const flag = command.slice(command.indexOf('--with-token'))
  const isAsked = !isPiped || io.isInteractive
  if (!isAsked && io.isInTerminal)
    io.note('Waiting for the token on standard input: paste it, press Enter, then Ctrl-D')
  const text = isAsked ? await prompt.secret(question, flag) : await io.readText('-')
  const hint = `Pipe it in: ${command}`
  if (text.trim() === '') throw new UsageError('The token is empty', {hint})
  const token = cleanSecret(text, 'token', isAsked ? 'What was typed' : 'Standard input')
  if (token.length >= LEAST_CHARACTERS) return token
  throw new UsageError(`That is not a token: a token has at least ${LEAST_CHARACTERS} characters`, {hint})
}
