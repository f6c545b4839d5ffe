import {drawSteps, type StepChart, type StepGroup} from '../../../drawing/chart/steps.ts'
import type {Style} from '../../../terminal/view.ts'
import {count} from '../../shared/wording/run-counts.ts'
import type {ReportSummary} from '../shared/report-summary.ts'
import {summaryView} from '../shared/report-summary.ts'
import type {Funnel, LinkCount, TapCount} from './funnel.ts'
import type {RecordedEvents} from './read-events.ts'

/** What became of a broadcast. The keys are a public API. */
export interface FunnelReport extends ReportSummary {
  readonly funnel: Funnel
  /** The buttons and quick replies of the message, the most tapped first. */
  readonly taps: readonly TapCount[]
  /** The links of its buttons. */
  readonly links: readonly LinkCount[]
  readonly recorded: RecordedEvents
  readonly via: 'marketing' | undefined
  /** The picture that was written; absolute. */
  readonly chart: string | undefined
}

/** The bars of a report. */
function groupsOf(
  {funnel, taps, links}: Pick<FunnelReport, 'funnel' | 'taps' | 'links'>,
  {isMarketing}: {readonly isMarketing: boolean},
): readonly StepGroup[] {
  const {sent, delivered, read, answered, tapped, clicked, optedOut, blocked} = funnel
  const steps = [
    {label: isMarketing ? 'Accepted' : 'Sent', value: sent},
    {label: 'Delivered', value: delivered},
    {label: 'Read', value: read},
    {label: 'Answered', value: answered},
    ...(taps.length === 0 && links.every(({people}) => people === undefined)
      ? []
      : [{label: 'Tapped', value: tapped}]),
    ...(isMarketing ? [{label: 'Clicked', value: clicked}] : []),
    ...(optedOut === 0 ? [] : [{label: 'Opted out', value: optedOut}]),
    ...(blocked === 0 ? [] : [{label: 'Blocked or left', value: blocked}]),
  ]
  const tapSteps = taps.map(({payload, title, people}) => ({label: tapLabel(payload, title), value: people}))
  const linkSteps = links.map(({url, people}) => ({label: url.replace(/^https?:\/\//i, ''), value: people}))
  const groups: StepGroup[] = [
    {heading: undefined, steps},
    {heading: 'Tapped', steps: tapSteps},
    {heading: 'Links', steps: linkSteps},
  ]
  return groups.filter(group => group.steps.length > 0)
}

const tapLabel = (payload: string, title: string | undefined) =>
  title === undefined || title === payload ? payload : `${title} (${payload})`

/** What the numbers do not show. */
function notesOf({links, recorded}: Pick<FunnelReport, 'links' | 'recorded'>): readonly string[] {
  const {missingFields} = recorded
  return [
    ...(missingFields.length === 0
      ? []
      : [
          `The recordings have no ${missingFields.join(', ')} of this Page: what those would show is missing.`,
        ]),
    ...(hasUnknownLinks(links) ? ['The platform does not report who followed these links.'] : []),
  ]
}

const hasUnknownLinks = (links: readonly LinkCount[]) => links.some(({people}) => people === undefined)

/** Whether a website can tell the visits of the broadcast from others, by the parameters that its statistics read. */
const areTagged = (links: readonly LinkCount[]) =>
  links.every(({url, people}) => people !== undefined || /[?&]utm_/.test(url))

export function funnelView(report: FunnelReport, style: Style, width?: number): string {
  const {recorded, funnel, chart} = report
  const {deliveries, events, firstEventAt, lastEventAt} = recorded
  const when =
    firstEventAt === undefined || lastEventAt === undefined
      ? ''
      : `, ${style.time(firstEventAt)} to ${style.time(lastEventAt)}`
  return [
    summaryView(report, style),
    '',
    drawSteps(groupsOf(report, {isMarketing: report.via !== undefined}), funnel.sent, style, width),
    '',
    style.faint(
      `${count(events)} events of these people in ${count(deliveries)} recorded ${deliveries === 1 ? 'delivery' : 'deliveries'}${when}`,
    ),
    ...notesOf(report).map(note => style.warn(note)),
    ...(!areTagged(report.links)
      ? ['To see them in the statistics of the website, send with --link-tags']
      : []),
    ...(chart === undefined ? [] : [`${style.good('✔')} Wrote ${chart}`]),
  ].join('\n')
}

interface ChartLabels {
  readonly title: string
  readonly page: string
  /** ISO 8601. */
  readonly created: string
  /** People on the list. */
  readonly total: number
}

/** The same as a picture. */
export function chartOf(
  numbers: Pick<FunnelReport, 'funnel' | 'taps' | 'links' | 'recorded' | 'via'>,
  {title, page, created, total}: ChartLabels,
): StepChart {
  const people = total === 1 ? '1 person' : `${count(total)} people`
  return {
    title,
    subtitle: `${page} · planned on ${created.slice(0, 10)} · ${people} on the list`,
    whole: numbers.funnel.sent,
    groups: groupsOf(numbers, {isMarketing: numbers.via !== undefined}),
    notes: notesOf(numbers),
  }
}
