import {inWords} from '../../../cli/hints/faults.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {isObject} from '../../../platform/fields-schema.ts'
import type {MarketingDraft, MarketingMessage} from '../../../platform/marketing-messages.ts'
import type {RuleFault} from '../../../platform/rule-fault.ts'
import {isEmulated, today} from '../arguments/target-time.ts'
import {judge, type StrictOptions, strictly} from '../wording/faults.ts'
import {type LinkTagsFlag, withLinkTags} from './link-tags.ts'

export interface MarketingMessageFlags extends StrictOptions, LinkTagsFlag {
  readonly text?: string
}

/** A marketing message that was checked, and its name in errors. */
export interface CheckedMarketingMessage extends Pick<MarketingDraft, 'min_conversation_gap_seconds'> {
  readonly message: MarketingMessage
}

type Segments = RuleFault['segments']

/** What a file contains, and where the request has it: a fault of the request is at a place of the file. */
interface Written {
  readonly request: Readonly<Record<string, unknown>>
  readonly inFile: (segments: Segments) => Segments
}

/**
 * The marketing message of `--text` or of a file: a message, the payload of a template, or a whole request without campaign and
 * subscriber. It is checked as far as that is possible without a call.
 * @throws {UsageError} if there is none or both; {InvalidInputError} with every fault and its line.
 */
export async function readMarketingMessage(
  context: Context,
  file: string | undefined,
  {text, strict = false, ...tags}: MarketingMessageFlags,
): Promise<CheckedMarketingMessage> {
  if ((file === undefined) === (text === undefined)) {
    throw new UsageError(
      file === undefined ? 'The message is missing' : 'A file and --text exclude each other',
      {
        hint: 'Give a file, or a text: --text "The sale has begun"',
      },
    )
  }
  if (file === undefined)
    return checked(context, '--text', toWritten(withLinkTags({text}, tags).message), {strict})
  const {readPlaced} = await import('./placed-document.ts')
  const name = file === '-' ? 'Standard input' : file
  const {data, placed} = await readPlaced(context, file)
  if (!isObject(data)) {
    throw new UsageError(`${name} does not contain a message`, {
      hint: 'A message is an object such as {"text": "The sale has begun"}',
    })
  }
  return checked(context, name, toWritten(withLinkTags(data, tags).message), {strict, placed})
}

/** A file names what is in it by its keys. */
function toWritten(content: Readonly<Record<string, unknown>>): Written {
  if ('message' in content) return {request: content, inFile: segments => segments}
  const isTemplate = 'template_type' in content
  const attachment = {type: 'template', payload: content}
  const depth = isTemplate ? ['message', 'attachment', 'payload'].length : 1
  return {
    request: {message: isTemplate ? {attachment} : content},
    inFile: segments => segments.slice(depth),
  }
}

async function checked(
  context: Context,
  name: string,
  {request, inFile}: Written,
  {
    strict = false,
    placed = faults => faults,
  }: StrictOptions & {readonly placed?: (faults: readonly RuleFault[]) => readonly RuleFault[]},
): Promise<CheckedMarketingMessage> {
  const {judgeMarketingRequest} = await import('../../../platform/marketing-messages-check.ts')
  const judged = judgeMarketingRequest(request, {
    today: await today(context),
    isEmulated: await isEmulated(context),
    needsTarget: false,
  })
  const faults = placed(judged.faults.map(each => ({...each, segments: inFile(each.segments)})))
  judge(context.io, name, strictly(inWords(faults), {strict}))
  const {message, min_conversation_gap_seconds: gap} = judged.request
  if (message === undefined) throw new UsageError(`${name} does not contain a message`)
  return {message, ...(gap !== undefined && {min_conversation_gap_seconds: gap})}
}
