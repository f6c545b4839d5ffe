import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import type {RangeOptions} from '../../shared/arguments/day-range.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {toRows} from '../../shared/wording/series-rows.ts'
import {seriesTable} from '../../shared/wording/series-table.ts'
import {aboutDays, type CampaignSeries, declareCampaignRange, readCampaignInsights} from './shared/reading.ts'

export function declare(command: Command): void {
  declareCampaignRange(command).addHelpText(
    'after',
    `
Messages delivered, read and clicked, what they cost, and what one delivered message and one click cost. Rates are in percent, money
is in the currency of the ad account. ${aboutDays}`,
  )
  addExamples(
    command,
    'msgr campaign insights get "Winter sale"',
    'msgr campaign insights get --last week --json',
  )
}

export const run = (
  context: Context,
  campaign: string | undefined,
  options: RangeOptions,
): Promise<CampaignSeries> => readCampaignInsights(context, campaign, options)

/** A row for each number, as `campaign insights export` writes them. */
export const csv = {rows: ({series}: CampaignSeries) => toRows(series)}

export const view: View<CampaignSeries> = ({series}, style) => seriesTable(series, style)
