import type {GraphError, MsgrError} from '../errors.ts'
import type {PageNode} from './page.ts'

/** A call that takes the Page token. */
export interface TokenUse {
  /** Whether it may change something. */
  readonly isWrite: boolean
  /** Asks the platform whose token it is, over the connection that the call takes. @throws {MsgrError} */
  readonly me: (fields: readonly string[]) => Promise<PageNode>
}

/** What whoever gives a client a token knows about the token: a client without one takes every token as it is. */
export interface TokenKeeper {
  /** Why there is no token, and what to type. */
  readonly missing: () => MsgrError
  /** A refusal of the token, with where the token came from and how to replace it; every other refusal as it is. */
  readonly explain: (error: GraphError) => GraphError
}

/** The same for the Page token, which is compared with the Page that was chosen. */
export interface PageTokenKeeper extends TokenKeeper {
  /** Awaited before each call. @throws {UnauthorisedError} before a write to a Page other than the chosen one. */
  readonly admit: (use: TokenUse) => Promise<void>
}
