import {Argument, Option} from 'commander'

/** What a value can be completed from. `files`: the shell knows them best. */
export type ValueSource =
  | 'audiences'
  | 'audienceImports'
  | 'breakdowns'
  | 'campaigns'
  | 'encodings'
  | 'files'
  | 'formerProfiles'
  | 'imports'
  | 'labels'
  | 'messagingTypes'
  | 'metrics'
  | 'pages'
  | 'people'
  | 'personas'
  | 'profileProperties'
  | 'recordings'
  | 'runs'
  | 'samples'
  | 'senderActions'
  | 'templates'
  | 'flows'
  | 'userFields'
  | 'webhookFields'

/** How the value of an argument or option is completed. */
export interface ValueCompletion {
  readonly sources: readonly ValueSource[]
  /** Values may be written one after the other, with commas between. */
  readonly isList: boolean
}

/** A source, several, or one whose values may be a list with commas. */
export type CompletedBy = ValueSource | readonly ValueSource[] | {readonly listOf: ValueSource}

const declared = new WeakMap<Argument | Option, ValueCompletion>()

/** Declares what the value of an argument or option is completed from. */
export function completedBy<Declared extends Argument | Option>(by: CompletedBy, item: Declared): Declared {
  declared.set(item, toCompletion(by))
  return item
}

/** An argument whose values are completed: `command.addArgument(completedArgument('labels', '<label>', about))`. */
export function completedArgument(by: CompletedBy, name: string, about: string): Argument {
  return completedBy(by, new Argument(name, about))
}

/** An option whose value is completed: `command.addOption(completedOption('labels', '--label <label>', about))`. */
export function completedOption(by: CompletedBy, flags: string, about: string): Option {
  return completedBy(by, new Option(flags, about))
}

/** Undefined where nothing is known about the values. */
export const completionOf = (item: Argument | Option): ValueCompletion | undefined => declared.get(item)

export function toCompletion(by: CompletedBy): ValueCompletion {
  if (typeof by === 'string') return {sources: [by], isList: false}
  return 'listOf' in by ? {sources: [by.listOf], isList: true} : {sources: by, isList: false}
}
