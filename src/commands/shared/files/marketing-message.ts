import {inWords} from '../../../cli/hints/faults.ts'
import type {Context} from '../../../context.ts'
import {type Input, UsageError} from '../../../errors.ts'
import type {MarketingDraft, MarketingMessage} from '../../../platform/marketing-messages.ts'
import {isEmulated, today} from '../arguments/target-time.ts'
import {judge, type StrictOptions, strictly} from '../wording/faults.ts'
import {type LinkTagsFlag, withLinkTags} from './link-tags.ts'
import {readContent} from './message-source.ts'

export interface MarketingMessageFlags extends StrictOptions, LinkTagsFlag {
  readonly text?: string
}

/** A marketing message that was checked, and its name in errors. */
export interface CheckedMarketingMessage extends Pick<MarketingDraft, 'min_conversation_gap_seconds'> {
  readonly message: MarketingMessage
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
  const {content, input} =
    file === undefined
      ? {content: {message: {text}}, input: {name: '--text'}}
      : await readContent(context, file, '{"text": "The sale has begun"}')
  return checked(context, input, withLinkTags(content, tags).message, {strict})
}

async function checked(
  context: Context,
  input: Input,
  request: Readonly<Record<string, unknown>>,
  {strict = false}: StrictOptions,
): Promise<CheckedMarketingMessage> {
  const {judgeMarketingRequest} = await import('../../../platform/marketing-messages-check.ts')
  const judged = judgeMarketingRequest(request, {
    today: await today(context),
    isEmulated: await isEmulated(context),
    needsTarget: false,
  })
  judge(context.io, input, strictly(inWords(judged.faults), {strict}))
  const {message, min_conversation_gap_seconds: gap} = judged.request
  if (message === undefined) throw new UsageError(`${input.name} does not contain a message`)
  return {message, ...(gap !== undefined && {min_conversation_gap_seconds: gap})}
}
