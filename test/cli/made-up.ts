import type {CommandEntry, CommandModule} from '../../src/commands/index.ts'

/** A table of one command, `do`, for what no command of msgr does on purpose. */
export function madeUp(
  module: Partial<CommandModule> & Pick<CommandModule, 'run'>,
): Record<string, CommandEntry> {
  return {
    do: {
      summary: 'Do something',
      load: async () => ({declare() {}, view: result => String(result), ...module}),
    },
  }
}
