import type {Context} from '../../context.ts'
import {type DefaultPage, keepDefaultPage, readDefaultPage} from '../shared/arguments/default-page.ts'

/** After a login, asks a person at a terminal for the default among several Pages, if there is none yet. */
export async function offerDefault(context: Context): Promise<DefaultPage> {
  const standing = await readDefaultPage(context)
  const isOpen = standing.page === undefined && standing.origin === 'not set' && standing.choices.length > 1
  if (!isOpen || !context.io.isInteractive) return standing
  const chosen = await context.prompt.choose<string | null>(
    'Which Page is the default?',
    [
      ...standing.choices.map(name => ({name, value: name})),
      {name: 'none: I use --page each time', value: null},
    ],
    'msgr use NAME',
  )
  if (chosen === null) return standing
  await keepDefaultPage(context, chosen)
  return readDefaultPage(context)
}
