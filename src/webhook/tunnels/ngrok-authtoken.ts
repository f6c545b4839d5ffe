import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/** Where ngrok's own program keeps its settings on the systems it runs on. */
export function ngrokConfigFiles(home: string): readonly string[] {
  return [
    join(home, '.config', 'ngrok', 'ngrok.yml'),
    join(home, 'Library', 'Application Support', 'ngrok', 'ngrok.yml'),
    join(home, 'AppData', 'Local', 'ngrok', 'ngrok.yml'),
    join(home, '.ngrok2', 'ngrok.yml'),
  ]
}

/** `authtoken: "2abc"  # mine`: in double quotes, in single ones, or in none. */
const setting = /^[ \t]*authtoken:[ \t]*(?:"([\w-]+)"|'([\w-]+)'|([\w-]+))[ \t]*(?:#.*)?$/m

/** The authtoken in the first of ngrok's own settings files that has one: at the top, or under `agent`. */
export async function readNgrokAuthtoken(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const [, ...forms] = setting.exec(text) ?? []
    const found = forms.find(form => form !== undefined)
    if (found !== undefined) return found
  }
  return undefined
}
