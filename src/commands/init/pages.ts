import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {checkedFlag, orNothing} from './answer.ts'
import {toNumericId, toPageName} from './checks.ts'
import {type KnownPage, knownPages} from './known-pages.ts'

const FLAG = '--pages'
const EXAMPLE = `${FLAG} shop=109876543210987`

/** The Pages of `--pages shop=109876543210987,staging=109876543210988`. @throws {UsageError} */
export function pagesOfFlag(text: string): readonly KnownPage[] {
  const pages: KnownPage[] = []
  for (const part of text.split(',')) {
    const [name = '', pageId = ''] = part.split('=', 2).map(word => word.trim())
    const names = pages.map(page => page.name)
    pages.push(
      checkedFlag(FLAG, () => ({
        name: toPageName(name, names),
        pageId: toNumericId(pageId, 'page id'),
      })),
    )
  }
  return pages
}

/** The Pages that a person chooses from those that msgr knows, and names. @throws {UsageError} if nobody can be asked. */
export async function askForPages(context: Context): Promise<readonly KnownPage[]> {
  const {io, prompt} = context
  if (!io.isInteractive) {
    throw new UsageError('No Pages are given for the project file, and nobody can be asked here', {
      hint: `Name them: ${EXAMPLE}`,
    })
  }
  const known = await knownPages(context)
  const choices = [
    ...known.map(page => ({name: `${page.name} (${page.pageId})`, value: page})),
    {name: 'another Page, by its id', value: undefined},
  ]
  const chosen = known.length === 0 ? [undefined] : await prompt.chooseSome('Which Pages?', choices, EXAMPLE)
  const pages = chosen.flatMap(page => page ?? [])
  if (pages.length === chosen.length) return pages
  for (;;) {
    const page = await askForPage(context, pages)
    if (page === undefined) return pages
    pages.push(page)
  }
}

/** Undefined when there are no more. */
async function askForPage({prompt}: Context, pages: readonly KnownPage[]): Promise<KnownPage | undefined> {
  const names = pages.map(({name}) => name)
  const check = (answer: string) => toPageName(answer, names)
  const name =
    names.length === 0
      ? await prompt.text('Name of the Page in msgr, such as shop?', EXAMPLE, {check})
      : await prompt.text('Name of the next Page (empty: no more)?', EXAMPLE, {
          check: orNothing(check),
        })
  if (name === '') return undefined
  const pageId = await prompt.text(`The page id of ${name}`, EXAMPLE, {
    check: answer => toNumericId(answer, 'page id'),
  })
  return {name, pageId}
}
