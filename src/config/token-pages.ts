import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/** Whose token it is, as the platform has answered. */
export interface TokenPage {
  readonly id: string
  readonly name?: string | undefined
}

/** Remembers whose token is whose, which never changes, so that the platform is asked once. */
export interface TokenPages {
  readonly recall: (token: string) => Promise<TokenPage | undefined>
  /** A file that cannot be written costs a call the next time, and nothing else. */
  readonly remember: (token: string, page: TokenPage) => Promise<void>
}

/** Longer lists are of tokens that nobody uses any more. */
const MOST_KEPT = 500

type Kept = Readonly<Record<string, TokenPage>>

/**
 * In `token-pages.json` of the state folder: from the SHA-256 of token and host to the Page. No token is in it.
 * @param graphUrl Two platforms may give the same token to different Pages.
 */
export function tokenPagesIn(stateFolder: string, graphUrl: string): TokenPages {
  const file = join(stateFolder, 'token-pages.json')
  const {host} = new URL(graphUrl)
  const keyOf = (token: string) => createHash('sha256').update(`${token}\n${host}`).digest('hex')
  return {
    recall: async token => (await read(file))[keyOf(token)],
    remember: (token, page) => {
      // One after the other: several Pages may be asked at once.
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

/** A file that is not there or is damaged counts as empty. */
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
