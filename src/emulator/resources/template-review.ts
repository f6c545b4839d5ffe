import type {RuleFault} from '../../platform/faults.ts'
import type {TemplateComponent, TemplateRejection, TemplateStatus} from '../../platform/message-templates.ts'
import type {StoredTemplate} from '../state/page.ts'
import type {World} from '../world.ts'

/** The business behind the Pages, as events name it. */
const BUSINESS_ID = '351260242911290'

/** Words by which the emulator recognises marketing. The platform's own criteria are not documented. */
const marketing = /\b(sale|discount|coupon|promo(tion)?|voucher|special offer|\d+ ?% off)\b/i

const rejectionByRule: Partial<Record<RuleFault['rule'], TemplateRejection>> = {
  placeholder: 'INCORRECT_PARAMS',
  'word-ratio': 'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT',
}

/** Whether a fault is found by the review, instead of being refused when the template is created. */
export function isAboutReview({rule}: RuleFault): boolean {
  return rule in rejectionByRule
}

/** Reviews a template: at once, or after the review time. Notifies the apps of the decision. */
export function reviewTemplate(world: World, template: StoredTemplate, faults: readonly RuleFault[]): void {
  const [found] = faults.flatMap(({rule}) => rejectionByRule[rule] ?? [])
  template.rejection = found ?? (isMarketing(template.components) ? 'TAG_SHOULD_BE_MARKETING' : undefined)
  template.decidedMs = world.now() + world.state.templateReviewMs
  template.isAnnounced = false
  announceDecisions(world)
}

export function statusOf({decidedMs, rejection}: StoredTemplate, nowMs: number): TemplateStatus {
  if (nowMs < decidedMs) return 'PENDING'
  return rejection === undefined ? 'APPROVED' : 'REJECTED'
}

/** Notifies the apps of every template that has been decided since; returns whether there was one. */
export function announceDecisions(world: World): boolean {
  const waiting = Object.values(world.state.messageTemplates).filter(({isAnnounced}) => !isAnnounced)
  if (waiting.length === 0) return false
  const nowMs = world.now()
  const decided = waiting.filter(({decidedMs}) => nowMs >= decidedMs)
  for (const template of decided) {
    template.isAnnounced = true
    announce(world, template, nowMs)
  }
  return decided.length > 0
}

/** The nested form is that of the platform's own sample. */
function announce(world: World, template: StoredTemplate, nowMs: number): void {
  const field = 'message_template_status_update'
  const value = {
    event: statusOf(template, nowMs),
    message_template_id: template.id,
    message_template_name: template.name,
    message_template_language: template.language,
    reason: template.rejection ?? 'NONE',
  }
  world.deliver({
    pageId: template.pageId,
    field,
    channel: 'changes',
    item: {business_id: BUSINESS_ID, timestamp: Math.floor(nowMs / 1000), changes: [{field, value}]},
  })
}

function isMarketing(components: readonly TemplateComponent[]): boolean {
  return components.some(component => 'text' in component && marketing.test(component.text))
}
