import {readFile} from 'node:fs/promises'
import type {StarterBot, Starters} from './view-types.ts'

const folder = new URL(
  import.meta.url.endsWith('.ts') ? '../starter-bots/' : './starter-bots/',
  import.meta.url,
)

const bots = [
  {language: 'Node.js', file: 'bot.mjs', program: 'node'},
  {language: 'Python', file: 'bot.py', program: 'python3'},
]

/** The small bots to copy, and what to type to have one's own bot answer. */
export async function listStarters(): Promise<Starters> {
  return {
    bots: await Promise.all(bots.map(readBot)),
    forward: 'msgr --emulator listen --forward-to {port}',
  }
}

async function readBot({language, file, program}: (typeof bots)[number]): Promise<StarterBot> {
  return {
    language,
    file,
    text: await readFile(new URL(file, folder), 'utf8'),
    command: `msgr emulator exec --webhook {port} -- ${program} ${file}`,
  }
}
