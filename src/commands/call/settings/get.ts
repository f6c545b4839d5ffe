import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {callsCertainty, type OwnCallSettings, settingsTable, toOwnSettings} from '../shared/own-settings.ts'

export function declare(command: Command): void {
  command.addHelpText('after', `\n${callsCertainty}`)
  addExamples(command, 'msgr call settings get')
}

export async function run(context: Context): Promise<OwnCallSettings> {
  const {calls} = await context.api()
  return toOwnSettings(await calls.settings())
}

export const view = settingsTable
