import type {CommandDescription} from '../../src/cli/about/describe.ts'

/** What scripts rely on of a command. */
export interface Surface {
  readonly name: string
  readonly arguments: readonly {
    readonly name: string
    readonly isRequired: boolean
    readonly isVariadic: boolean
  }[]
  readonly options: readonly {readonly flags: string; readonly isRequired: boolean}[]
}

export function surfaceOf(commands: readonly CommandDescription[]): readonly Surface[] {
  return commands.map(command => ({
    name: command.name,
    arguments: command.arguments.map(({name, required, variadic}) => ({
      name,
      isRequired: required,
      isVariadic: variadic,
    })),
    options: command.options.map(({flags, required}) => ({flags, isRequired: required})),
  }))
}

/** Each way in which a command line that worked before may not work now: the command, with the flag or argument. */
export function breaks(before: readonly Surface[], now: readonly Surface[]): readonly string[] {
  return before.flatMap(former => {
    const command = now.find(({name}) => name === former.name)
    return command === undefined ? [former.name] : breaksOf(former, command)
  })
}

function breaksOf(former: Surface, now: Surface): readonly string[] {
  const spelt = ({options}: Surface) =>
    new Map(options.flatMap(option => spellingsOf(option.flags).map(spelling => [spelling, option] as const)))
  const [formerOptions, options] = [spelt(former), spelt(now)]
  const lost = [...formerOptions].filter(([spelling, option]) => {
    const same = options.get(spelling)
    return same === undefined || kindOfValue(same.flags) !== kindOfValue(option.flags)
  })
  const demanded = now.options.filter(
    ({flags, isRequired}) =>
      isRequired && formerOptions.get(spellingsOf(flags)[0] ?? '')?.isRequired !== true,
  )
  const narrowed = Array.from(
    {length: Math.max(former.arguments.length, now.arguments.length)},
    (_, index) => {
      const [one, other] = [former.arguments[index], now.arguments[index]]
      if (one === undefined) return other?.isRequired === true ? other.name : undefined
      const isNarrower =
        other === undefined || (other.isRequired && !one.isRequired) || (one.isVariadic && !other.isVariadic)
      return isNarrower ? one.name : undefined
    },
  )
  const names = [
    ...lost.map(([spelling]) => spelling),
    ...demanded.map(({flags}) => spellingsOf(flags)[0]),
    ...narrowed.filter(name => name !== undefined),
  ]
  return names.map(name => `${former.name} ${name}`)
}

const spellingsOf = (flags: string) =>
  flags.split(', ').map(spelling => spelling.split(' ', 1)[0] ?? spelling)

/** `required`, `optional` or none, whatever the value is called. */
function kindOfValue(flags: string): string {
  if (flags.includes('<')) return flags.includes('...') ? 'many' : 'required'
  return flags.includes('[') ? 'optional' : 'none'
}
