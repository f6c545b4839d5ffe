import type {Api} from '../../../api/index.ts'
import {type ExitCode, exitCodes} from '../../../errors.ts'
import type {MessageTemplateId} from '../../../platform/ids.ts'
import type {TemplateStatus} from '../../../platform/message-templates.ts'
import type {Style} from '../../../terminal/view.ts'

/** A template that was given to the review, and its decision as far as there is one. The keys are a public API. */
export interface ReviewedTemplate {
  readonly id: MessageTemplateId
  readonly name: string
  readonly language: string
  readonly status: TemplateStatus
  /** Why it was rejected. */
  readonly rejectedReason: string | undefined
}

/** With the reason, which only the template itself has. */
export async function withReason(
  {messageTemplates}: Api,
  template: Omit<ReviewedTemplate, 'rejectedReason'>,
): Promise<ReviewedTemplate> {
  const {id, name, language, status} = template
  const reason = status === 'REJECTED' ? (await messageTemplates.get(id)).rejected_reason : undefined
  return {id, name, language, status, rejectedReason: reason}
}

export const reviewExitCode = ({status}: ReviewedTemplate): ExitCode =>
  status === 'REJECTED' ? exitCodes.failed : exitCodes.done

/** @param done what was done, for a template that is not decided: `Created`. */
export function reviewText(template: ReviewedTemplate, {good, bad}: Style, done: string): string {
  const {name, language, id, status, rejectedReason: reason} = template
  const named = `${name} (${language}, ${id})`
  if (status === 'APPROVED') return `${good('✔')} Approved: ${named}`
  if (status === 'REJECTED') return `${bad('✖')} Rejected for ${reason ?? 'no reason given'}: ${named}`
  const state = (status ?? 'PENDING').toLowerCase().replaceAll('_', ' ')
  return `${done} ${named}: ${state}. To see the decision: msgr template get ${name} --language ${language}`
}
