import {CAMPAIGN_WARM_UP_MS, type MessageCampaign} from './message-campaigns.ts'

/**
 * Whether messages can be sent for a campaign:
 * - `populating`: it was created a short time ago, and nobody can be written to yet
 * - `scheduled`: it starts later
 * - `active`, `paused`, `ended`
 * - `blocked`: the platform stopped it: a review, the payment, an issue; `effective_status` says which
 */
export type CampaignState = 'populating' | 'scheduled' | 'active' | 'paused' | 'ended' | 'blocked'

export interface CampaignReadiness {
  readonly state: CampaignState
  /** From when on messages can be sent, in milliseconds since 1970; undefined where that is not known or they can be sent now. */
  readonly readyMs: number | undefined
}

/** How a campaign stands at a moment. @param nowMs milliseconds since 1970, by the clock of the platform */
export function readinessOf(campaign: MessageCampaign, nowMs: number): CampaignReadiness {
  const {effective_status: status = 'ACTIVE', adset} = campaign
  const [createdMs, startMs, endMs] = [campaign.created_time, adset?.start_time, adset?.end_time].map(toMs)
  if (/DELETED|ARCHIVED/.test(status) || (endMs !== undefined && endMs <= nowMs))
    return {state: 'ended', readyMs: undefined}
  if (status.endsWith('PAUSED')) return {state: 'paused', readyMs: undefined}
  const warmMs = createdMs === undefined ? undefined : createdMs + CAMPAIGN_WARM_UP_MS
  const isWarm = warmMs === undefined || warmMs <= nowMs
  if (startMs !== undefined && startMs > nowMs)
    return {state: 'scheduled', readyMs: Math.max(startMs, warmMs ?? startMs)}
  if (!isWarm) return {state: 'populating', readyMs: warmMs}
  if (status === 'IN_PROCESS') return {state: 'populating', readyMs: undefined}
  return {state: status === 'ACTIVE' ? 'active' : 'blocked', readyMs: undefined}
}

function toMs(time: string | undefined): number | undefined {
  const ms = Date.parse(time ?? '')
  return Number.isNaN(ms) ? undefined : ms
}
