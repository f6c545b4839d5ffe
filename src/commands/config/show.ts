import type {Command} from 'commander'
import {hintOf} from '../../cli/hints/index.ts'
import type {Context} from '../../context.ts'
import {abbreviate} from '../../masking.ts'
import type {View} from '../../terminal/view.ts'

interface Options {
  readonly origin?: boolean
}

interface ShownSetting {
  readonly name: string
  /** Null when it is not set. A secret is masked. */
  readonly value: string | null
  /** With `--origin`. */
  readonly origin: string | undefined
}

interface Settings {
  readonly settings: readonly ShownSetting[]
  /** Why something that the settings name cannot be read. */
  readonly problems: readonly string[]
}

/** A row for each setting. */
export const csv = {columns: ['name', 'value', 'origin'], rows: ({settings}: Settings) => settings}

export function declare(command: Command): void {
  command.option('--origin', 'show where each setting came from').addHelpText(
    'after',
    `
Secrets are masked. Precedence: flag, environment, project file, user file, default (msgr help config).

Examples:
  $ msgr config show --origin
  $ msgr --page staging config show --json`,
  )
}

export async function run({config, io}: Context, options: Options): Promise<Settings> {
  const {settings, adTokenHolder, missingAdToken, connection, ...rest} = await config()
  const isAdTokenBroken = adTokenHolder !== undefined && connection.adToken === undefined
  const problems = isAdTokenBroken ? [...rest.problems, missingAdToken] : rest.problems
  for (const problem of problems) {
    const hint = hintOf(problem)
    io.warn(hint === undefined ? problem.message : `${problem.message}. ${hint}`)
  }
  return {
    settings: settings.map(({name, value, origin, isSecret}) => ({
      name,
      value: value === undefined ? null : isSecret ? abbreviate(value) : value,
      origin: options.origin ? origin : undefined,
    })),
    problems: problems.map(({message}) => message),
  }
}

export const view: View<Settings> = ({settings}) => {
  const hasOrigin = settings.some(({origin}) => origin !== undefined)
  return {
    columns: ['setting', 'value', ...(hasOrigin ? ['origin'] : [])],
    rows: settings.map(({name, value, origin}) => [name, value ?? undefined, ...(hasOrigin ? [origin] : [])]),
    whole: ['value'],
  }
}
