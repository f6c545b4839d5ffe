import type {Command} from 'commander'
import type {Api} from '../../../api/index.ts'
import {declarePsidColumn, type PsidColumnFlags} from '../../../audience/list-flags.ts'
import {readPeople} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import {type ExitCode, GraphError, MsgrError} from '../../../errors.ts'
import type {Psid} from '../../../platform/ids.ts'
import {MAX_MODERATED_PEOPLE, type ModerationAction} from '../../../platform/moderate-conversations.ts'
import {completedArgument, completedOption} from '../../shared/arguments/completed.ts'
import {plural} from '../../shared/arguments/count.ts'
import {doneFor, outcomesExitCode, type PersonOutcome} from '../../shared/wording/person-outcome.ts'

export interface Moderated {
  readonly actions: readonly ModerationAction[]
  readonly people: readonly PersonOutcome[]
}

export interface ModeratingOptions extends PsidColumnFlags {
  readonly from?: string
}

export interface Moderation extends ModeratingOptions {
  /** The question to ask first, with # for the people: `Block #?`; undefined: no question. */
  readonly question?: string
}

export function declareModerating(command: Command): Command {
  return declarePsidColumn(
    command
      .addArgument(
        completedArgument('people', '[psid...]', 'the people; each must have a conversation with the Page'),
      )
      .addOption(
        completedOption(
          'files',
          '--from <file>',
          'people from a file: CSV or Excel with a column psid, or one PSID per line; - reads standard input',
        ),
      ),
  )
}

const nameAll = (people: readonly Psid[]) =>
  people.length === 1 ? `${people[0]}` : plural(people.length, 'person', 'people')

/** Applies actions to many people, ten per call; if a call is refused, to each of its people separately. */
export async function moderate(
  context: Context,
  actions: readonly ModerationAction[],
  given: readonly string[],
  {from, psidColumn, sheet, question}: Moderation,
): Promise<Moderated> {
  const people = await readPeople(context, given, from, {psidColumn, sheet})
  if (question !== undefined) await context.prompt.agree(question.replace('#', nameAll(people)))
  const {moderateConversations} = await context.api()
  const [only, ...others] = people
  if (only !== undefined && others.length === 0) {
    await moderateConversations.moderate([only], actions)
    return {actions, people: [doneFor(only)]}
  }
  return {actions, people: await moderateAll(context, moderateConversations, people, actions)}
}

type Resource = Api['moderateConversations']

/** One outcome for each person. A failure that is not about a particular person stops it, and is thrown if nothing was done. */
async function moderateAll(
  {signal}: Context,
  moderation: Resource,
  people: readonly Psid[],
  actions: readonly ModerationAction[],
): Promise<readonly PersonOutcome[]> {
  const outcomes: PersonOutcome[] = []
  try {
    for (const group of inGroups(people, MAX_MODERATED_PEOPLE)) {
      signal.throwIfAborted()
      outcomes.push(...(await moderateGroup(moderation, group, actions)))
    }
    return outcomes
  } catch (error) {
    const isExpected = error instanceof MsgrError || signal.aborted
    if (!isExpected || !outcomes.some(({done}) => done)) throw error
    const reason = `Not done: ${error instanceof MsgrError ? error.message : 'interrupted before'}`
    return [...outcomes, ...people.slice(outcomes.length).map(psid => ({psid, done: false, reason}))]
  }
}

/** The platform applies a request to everybody or to nobody, and does not say whom it refused. */
async function moderateGroup(
  moderation: Resource,
  group: readonly Psid[],
  actions: readonly ModerationAction[],
): Promise<readonly PersonOutcome[]> {
  try {
    await moderation.moderate(group, actions)
    return group.map(doneFor)
  } catch (error) {
    if (!(error instanceof GraphError) || !isAboutPeople(error)) throw error
    const [only] = group
    if (group.length === 1 && only !== undefined) return [{psid: only, done: false, reason: error.message}]
    const outcomes: PersonOutcome[] = []
    for (const psid of group) outcomes.push(...(await moderateGroup(moderation, [psid], actions)))
    return outcomes
  }
}

/** Source: moderate conversations: 100 for an id that belongs to nobody, 1 for a conversation that does not exist or cannot be moved. */
function isAboutPeople({refusal: {graphCode, subcode}}: GraphError): boolean {
  return graphCode === 100 || (graphCode === 1 && subcode === undefined)
}

function* inGroups<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

export const moderatingExitCode = ({people}: Moderated): ExitCode => outcomesExitCode(people)
