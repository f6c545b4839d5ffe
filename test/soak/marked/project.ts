import {spawnSync} from 'node:child_process'
import {cp, mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MARKER} from './spellings.ts'

/** Every secret that the emulator or a helper of the tests gives out, and what takes its place. */
const secrets: readonly (readonly [from: string, to: string])[] = [
  ['0123456789abcdef0123456789abcdef', `${MARKER}01234567890123`],
  ['fedcba9876543210fedcba9876543210', `${MARKER}98765432109876`],
  ['emulator-verify-token', `emulator-verify-${MARKER}`],
  ['EMUUSERshortlived0123456789', `EMUUSER${MARKER}shortlived`],
  ['EAAB1234567890secret', `EAAB${MARKER}secret`],
  ['EAABotherPage1234567890abcdef', `EAABother${MARKER}`],
  ['EAABfake', `EAABfake${MARKER}`],
]
/** Where the emulator makes the text of a token. */
export const making = {
  file: 'src/emulator/state/ids.ts',
  from: '${kind.toUpperCase()}${createHash',
  to: `\${kind.toUpperCase()}${MARKER}\${createHash`,
} as const
/** What takes secrets out of texts. */
export const masking = 'src/masking.ts'
/** The program, which begins with this. */
export const program = {file: 'bin/msgr.js', from: '#!/usr/bin/env node\n'} as const

/** Ways to break what takes secrets out of texts, each of which the search has to notice. */
export const breaks = {
  'secrets known by their value stay': [
    'known.reduce((rest, secret) => rest.replaceAll(secret, MASKED), text)',
    '(known.length < 0 ? MASKED : text)',
  ],
  'secrets known by their form stay': [
    'looksSecret.reduce((rest, [pattern, masked]) => rest.replace(pattern, masked as string), hide(text))',
    '(looksSecret.length < 0 ? text : hide(text))',
  ],
} as const satisfies Record<string, readonly [from: string, to: string]>
export type Break = keyof typeof breaks

/**
 * A copy of the project whose secrets carry the marker, built, and whose program is recorded.
 * @param root The project; absolute.
 * @param folder Where the copy goes; absolute.
 * @param broken How masking is broken in it; default: not at all.
 * @throws when a place is not found that has to be changed: it is out of date then.
 */
export async function copyMarked(root: string, folder: string, broken?: Break): Promise<void> {
  await mkdir(folder, {recursive: true})
  for (const name of await readdir(root))
    if (!['node_modules', 'dist', '.git'].includes(name))
      await cp(join(root, name), join(folder, name), {recursive: true})
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))

  const counts = new Map(secrets.map(([from]) => [from, 0]))
  for (const name of ['src', 'test', 'README.md']) await change(join(folder, name), counts)
  for (const [from, count] of counts) if (count === 0) throw new Error(`nothing holds ${from}`)
  await replace(join(folder, making.file), making.from, making.to)
  if (broken !== undefined) {
    const [from, to] = breaks[broken]
    await replace(join(folder, masking), from, to)
  }

  run(folder, ['bin/build.js'])
  const recorder = JSON.stringify(join(folder, 'test/soak/marked/program.cjs'))
  await replace(join(folder, program.file), program.from, `${program.from}require(${recorder})\n`)
}

/** In every file of text, but not where the markers are made. */
async function change(path: string, counts: Map<string, number>): Promise<void> {
  const entries = await readdir(path, {withFileTypes: true, recursive: true}).catch(() => undefined)
  const files = entries?.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)) ?? [
    path,
  ]
  for (const file of files) {
    if (!/\.(?:[cm]?[jt]sx?|json|ya?ml|md|txt|csv|http|ndjson)$/.test(file) || file.includes('/soak/marked/'))
      continue
    let text = await readFile(file, 'utf8')
    const before = text
    for (const [from, to] of secrets) {
      const parts = text.split(from)
      counts.set(from, (counts.get(from) ?? 0) + parts.length - 1)
      text = parts.join(to)
    }
    if (text !== before) await writeFile(file, text)
  }
}

async function replace(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
  await writeFile(
    file,
    text.replace(from, () => to),
  )
}

function run(cwd: string, args: readonly string[]): void {
  const {status} = spawnSync(process.execPath, args, {cwd, stdio: ['ignore', 'ignore', 'inherit']})
  if (status !== 0) throw new Error(`${args.join(' ')} failed`)
}
