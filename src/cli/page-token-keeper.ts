import {pageOfToken} from '../api/resources/page.ts'
import type {Config} from '../config/index.ts'
import {placeOf, renewalOf} from '../config/secret-holder.ts'
import {type TokenPage, tokenPagesIn} from '../config/token-pages.ts'
import type {ExpectedPage, Io} from '../context.ts'
import {MsgrError, UnauthorisedError} from '../errors.ts'
import {createMask} from '../masking.ts'
import type {PageTokenKeeper, TokenUse} from '../platform/page-token.ts'
import {withPlace} from './token-place.ts'

type Me = TokenUse['me']

/** What the settings know about a Page token. */
export interface SettingsKeeper extends PageTokenKeeper {
  /**
   * Refuses when the token is that of another Page.
   * @param expected The Page that has to be the one; then it is refused too when the platform does not say whose token it is.
   *   Default: the Page that the settings name, if any.
   * @throws {UnauthorisedError} naming both Pages. @throws {MsgrError} if it cannot be found out.
   */
  readonly confirm: (me: Me, expected?: ExpectedPage) => Promise<void>
}

export interface KeeperParts {
  readonly config: Config
  readonly io: Pick<Io, 'note' | 'warn'>
  readonly isVerbose: boolean
}

/**
 * Holds a Page token against the Page that the settings name: before the first write the platform is asked whose it is, once for
 * each token; reads of another Page are warned of, when that is known already. Where the settings name no id, nothing is compared.
 */
export function createPageTokenKeeper({config, io, isVerbose}: KeeperParts): SettingsKeeper {
  const {connection, tokenHolder, missingToken, paths} = config
  const {pageToken = '', graphUrl, pageName} = connection
  const pages = tokenPagesIn(paths.stateFolder, graphUrl)
  const named = expectedBy(config)
  const isMeant = ({id}: TokenPage, {id: wanted}: ExpectedPage) => id === wanted
  let asking: Promise<TokenPage | MsgrError> | undefined
  let admitted: Promise<void> | undefined
  let isJudged = false

  /** A name comes from the platform, and is kept for messages alone: what looks like a token in it is not. */
  const remember = ({id, name}: TokenPage) => pages.remember(pageToken, {id, name: name && maskForms(name)})

  async function ask(me: Me): Promise<TokenPage | MsgrError> {
    const known = await pages.recall(pageToken)
    if (known !== undefined) return known
    try {
      const {id, name} = await me(['id', 'name'])
      if (typeof id !== 'string') return new MsgrError('The platform does not say whose token it is')
      await remember({id, name})
      return {id, name}
    } catch (error) {
      if (!(error instanceof MsgrError)) throw error
      if (isVerbose) io.note(`The owner of the token could not be determined: ${error.message}`)
      return error
    }
  }

  async function confirm(me: Me, expected = named): Promise<void> {
    if (expected === undefined || pageToken === '') return
    isJudged = true
    asking ??= ask(me)
    const page = await asking
    if (page instanceof MsgrError) {
      // A single call says better what stands against the token. A run would say it of everybody, one by one.
      if (expected === named) return
      throw page
    }
    if (isMeant(page, expected)) return
    // What was remembered may be wrong, and whether it is a Page at all makes another error.
    const asked = await askAgain(me, page)
    if (asked === undefined) throw usersToken(page, expected)
    if (!isMeant(asked, expected)) throw otherPage(asked, expected)
    await remember(asked)
    asking = Promise.resolve(asked)
  }

  async function askAgain(me: Me, known: TokenPage): Promise<TokenPage | undefined> {
    try {
      return await pageOfToken(me)
    } catch (error) {
      if (error instanceof MsgrError) return known
      throw error
    }
  }

  async function warnOnce(): Promise<void> {
    if (isJudged || named === undefined) return
    isJudged = true
    const page = await pages.recall(pageToken)
    if (page === undefined || isMeant(page, named)) return
    io.warn(`This reads another Page: ${lowered(otherPage(page, named).message)}`)
  }

  const held = () => (tokenHolder === undefined ? 'the settings' : placeOf(tokenHolder))

  function otherPage(page: TokenPage, expected: ExpectedPage): UnauthorisedError {
    return new UnauthorisedError(
      `The token in ${held()} belongs to the Page ${nameOf(page)}, but ${expected.origin} names ${nameOf(expected)}`,
      {
        hint: `Nothing was written. Put the token of ${nameOf(expected)} there${expected === named ? ', or correct the id' : ''}: msgr config show --origin`,
      },
    )
  }

  function usersToken(person: TokenPage, expected: ExpectedPage): UnauthorisedError {
    const page = pageName === undefined ? '' : ` --page ${pageName}`
    return new UnauthorisedError(
      `The token in ${held()} belongs to a person, ${nameOf(person)}, but ${expected.origin} names the Page ${nameOf(expected)}`,
      {hint: `This is a user's token: msgr login${page} takes it, and keeps the token of the Page`},
    )
  }

  return {
    confirm,
    missing: () => missingToken,
    admit: ({isWrite, me}) => {
      if (!isWrite) return warnOnce()
      admitted ??= confirm(me)
      return admitted
    },
    explain: error => withPlace(error, tokenHolder, renewalOf(tokenHolder, pageName ?? connection.pageId)),
  }
}

function expectedBy({connection, settings}: Config): ExpectedPage | undefined {
  const {pageId: id, pageName: name} = connection
  const origin = settings.find(setting => setting.name === 'pageId')?.origin ?? 'the settings'
  return id === undefined ? undefined : {id, name, origin}
}

/** Secrets that are known by their value are taken out of every answer already. */
const maskForms = createMask([])

const lowered = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1)

const nameOf = ({id, name}: {readonly id: string; readonly name?: string | undefined}) =>
  name === undefined ? id : `${name} (${id})`
