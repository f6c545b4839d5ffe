import {existsSync} from 'node:fs'
import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'

interface Place {
  readonly name: string
  /** Absolute; null when no project file was found. */
  readonly path: string | null
  readonly exists: boolean
}

export const json = 'array'

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
MSGR_HOME puts settings and state under one folder; otherwise XDG_CONFIG_HOME and XDG_STATE_HOME set the folders, on Windows
APPDATA and LOCALAPPDATA.
`,
  )
  addExamples(command, 'msgr config path')
}

export async function run({config}: Context): Promise<readonly Place[]> {
  const {paths} = await config()
  const {projectFile, userFile, credentialsFile, stateFolder} = paths
  const files = {
    'project file': projectFile,
    'user file': userFile,
    credentials: credentialsFile,
    state: stateFolder,
  }
  return Object.entries(files).map(([name, path]) => ({
    name,
    path: path ?? null,
    exists: path !== undefined && existsSync(path),
  }))
}

export const view: View<readonly Place[]> = places => ({
  columns: ['what', 'path', 'there'],
  rows: places.map(({name, path, exists}) => [name, path ?? undefined, exists ? 'yes' : 'no']),
  whole: ['path'],
})
