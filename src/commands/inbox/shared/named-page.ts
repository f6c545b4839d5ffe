import type {Context} from '../../../context.ts'

/** The Page that was named; undefined: none was, and events of all Pages count. */
export async function namedPage(context: Context): Promise<string | undefined> {
  return context.globals.page === undefined ? undefined : (await context.connection()).pageId
}
