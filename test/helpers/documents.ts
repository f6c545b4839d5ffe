import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Block {
  readonly language: string
  /** From ```` ```yaml profile.yaml ````. */
  readonly file: string | undefined
  readonly text: string
}

export interface Document {
  /** From the root of the repository: `src/docs/events.md`. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
}

/** The README and the pages of the documentation. */
export const documents: readonly Document[] = [
  'README.md',
  ...readdirSync(join(root, 'src/docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `src/docs/${name}`),
].map(path => {
  const text = readFileSync(join(root, path), 'utf8')
  return {path, text, blocks: blocksIn(text)}
})

function blocksIn(text: string): readonly Block[] {
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
    ([, language = '', file, content = '']) => ({language, file, text: content}),
  )
}

/**
 * What one page says is in a file.
 * @throws when the page has no such file.
 */
export function documentedFile(page: string, file: string): string {
  const found = documents.find(({path}) => path === page)?.blocks.find(block => block.file === file)
  if (found === undefined) throw new Error(`${page} has no ${file}`)
  return found.text
}
