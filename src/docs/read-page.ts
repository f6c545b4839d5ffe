import {readFile} from 'node:fs/promises'

/** Beside this file in the sources, in a folder beside the bundle. */
const folder = new URL(import.meta.url.endsWith('.ts') ? './' : './docs/', import.meta.url)

/** A page as it is written, in Markdown. @param name Of `pages`. */
export const readPage = (name: string): Promise<string> => readFile(new URL(`${name}.md`, folder), 'utf8')
