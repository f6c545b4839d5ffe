import type {Context} from '../../context.ts'
import {UnauthorisedError, UsageError} from '../../errors.ts'
import type {Account} from '../../platform/accounts.ts'
import {pageNameFor} from '../shared/wording/page-name.ts'

export interface PageWish {
  /** Every Page that the token can access. */
  readonly all: boolean
}

/**
 * Chooses from the Pages of a person: those of `--page`, all, the only one, or those that the person chooses.
 * @throws {UsageError} that names the Pages, if nobody can be asked or one is not among them.
 */
export async function choosePages(
  context: Context,
  accounts: readonly Account[],
  {all}: PageWish,
): Promise<readonly Account[]> {
  const wanted = context.globals.page
  if (accounts.length === 0) {
    throw new UnauthorisedError('This token has access to no Page', {
      hint: 'Create one with the permission pages_show_list, and choose the Pages when the platform asks',
    })
  }
  if (wanted !== undefined) return namedPages(context, accounts, wanted)
  if (all || accounts.length === 1) return accounts
  if (!context.io.isInteractive) {
    throw new UsageError(`This token has access to ${accounts.length} Pages: ${listed(accounts)}`, {
      hint: 'Choose: --page NAME or its id, several as --page a,b, or --all-pages',
    })
  }
  const choices = accounts.map(account => ({name: `${account.name} (${account.id})`, value: account}))
  return context.prompt.chooseSome('Which Pages?', choices, '--page NAME or --all-pages')
}

/** Tries the whole text first: the name of a Page may contain a comma. */
async function namedPages(
  context: Context,
  accounts: readonly Account[],
  wanted: string,
): Promise<readonly Account[]> {
  const whole = await findPage(context, accounts, wanted)
  if (whole !== undefined) return [whole]
  const names = wanted.split(',').flatMap(name => name.trim() || [])
  const found = new Set<Account>()
  for (const name of names) {
    const page = await findPage(context, accounts, name)
    if (page === undefined) {
      throw new UsageError(`This token has no access to a Page ${name}, only to ${listed(accounts)}`, {
        hint: 'Name one of them: --page NAME or its id',
      })
    }
    found.add(page)
  }
  return [...found]
}

/** By its id, its name, the name that msgr would give it, or its name in the settings. */
async function findPage(
  context: Context,
  accounts: readonly Account[],
  wanted: string,
): Promise<Account | undefined> {
  const isNamed = (account: Account) =>
    [account.id, account.name.toLowerCase(), pageNameFor(account)].includes(wanted.toLowerCase())
  const found = accounts.find(isNamed)
  if (found !== undefined) return found
  const {connection} = await context.forPage(wanted).config()
  return connection.pageName === undefined ? undefined : accounts.find(({id}) => id === connection.pageId)
}

const listed = (accounts: readonly Account[]) => accounts.map(({name, id}) => `${name} (${id})`).join(', ')
