import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'

export interface TokenQuestion {
  /** `User access token` */
  readonly question: string
  /** Read from standard input instead of asked for. */
  readonly isPiped: boolean
  /** What to type to pipe it in: `msgr page list --with-token < user-token.txt`. */
  readonly command: string
}

/** A token that is asked for or piped in; it may be dead. @throws {UsageError} for what cannot be one. */
export async function readToken(
  {io, prompt}: Context,
  {question, isPiped, command}: TokenQuestion,
): Promise<string> {
  const flag = command.slice(command.indexOf('--with-token'))
  const token = (isPiped ? await io.readText('-') : await prompt.secret(question, flag)).trim()
  if (/^\S{10,}$/.test(token)) return token
  throw new UsageError(
    token === ''
      ? 'There is no token'
      : 'That is not a token: a token is one word, of ten characters at least',
    {
      hint: `Pipe it in: ${command}`,
    },
  )
}
