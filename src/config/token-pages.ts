import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/** The Page that a token belongs to, as the platform answered. */
export interface TokenPage {
  readonly id: string
  readonly name?: string | undefined
}

/** Remembers which Page each token belongs to. This never changes, so the platform is asked once. */
export interface TokenPages {
  readonly recall: (token: string) => Promise<TokenPage | undefined>
  /** If the file cannot be written, the next run makes the call again; nothing else happens. */
  readonly remember: (token: string, page: TokenPage) => Promise<void>
}

/** Longer lists contain tokens that are no longer used. */
const MOST_KEPT = 500

type Kept = Readonly<Record<string, TokenPage>>

/**
 * Stored in `token-pages.json` of the state folder, by the SHA-256 of token and host. The file contains no token.
 * @param graphUrl two platforms may use the same token for different Pages.
 */
export function tokenPagesIn(stateFolder: string, graphUrl: string): TokenPages {
  const file = join(stateFolder, 'token-pages.json')
  const {host} = new URL(graphUrl)
  const keyOf = (token: string) => createHash('sha256').update(`${token}\n${host}`).digest('hex')
  return {
    recall: async token => (await read(file))[keyOf(token)],
    remember: (token, page) => {
      // One after the other: several Pages may be checked at once.
      writing = writing.then(() => add(file, keyOf(token), page)).catch(() => {})
      return writing
    },
  }
}

let writing = Promise.resolve()

async function add(file: string, key: string, {id, name}: TokenPage): Promise<void> {
  const {[key]: _, ...others} = await read(file)
  const kept = Object.fromEntries([...Object.entries(others), [key, {id, name}]].slice(-MOST_KEPT))
  const {writePrivate} = await import('./private-file.ts')
  await writePrivate(file, `${JSON.stringify(kept, null, 2)}\n`)
}

/** A missing or damaged file counts as empty. */
async function read(file: string): Promise<Kept> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof kept === 'object' && kept !== null ? onlyPages(kept) : {}
  } catch {
    return {}
  }
}

const onlyPages = (kept: object): Kept =>
  Object.fromEntries(
    Object.entries(kept).filter(([, page]) => typeof (page as TokenPage | null)?.id === 'string'),
  )
