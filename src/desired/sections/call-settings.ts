import type {CallSettings, OperatingHours} from '../../platform/calls.ts'
import {callSettingNames} from '../../platform/calls.ts'
import {isSame} from '../same.ts'
import {refusalIn} from './existing.ts'
import {facetOf, type PageChange, type PlanSection, refusedAll} from './section.ts'

const section = 'call_settings'

/** Only the settings that the file names; all that differ are set in one call. */
export const planCallSettings: PlanSection<'call_settings'> = async (wanted, {api: {calls}}) => {
  const present = await calls.settings()
  const named = callSettingNames.filter(name => wanted[name] !== undefined)
  const differing = named.filter(name => !isSame(normal(present)[name], normal(wanted)[name]))
  const changes = differing.map((name): PageChange => {
    const [before, after] = [present[name], wanted[name]]
    return before === undefined
      ? {section, kind: 'add', name, after}
      : {section, kind: 'change', name, before, after}
  })
  const facets = (settings: CallSettings) =>
    Object.fromEntries(named.map(name => [facetOf({section, name}), normal(settings)[name]]))
  return {
    section,
    changes,
    left: [],
    present: facets(present),
    expected: facets(wanted),
    carryOut: async () => {
      const change = Object.fromEntries(differing.map(name => [name, wanted[name]]))
      const refusal = await refusalIn(() => calls.set(change))
      return {refused: refusal === undefined ? [] : refusedAll(changes, refusal)}
    },
  }
}

/** The order of hours makes no difference. */
function normal({call_hours: hours, ...settings}: CallSettings): CallSettings {
  if (hours === undefined) return settings
  const week = hours.weekly_operating_hours.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  return {...settings, call_hours: {timezone_id: hours.timezone_id, weekly_operating_hours: week}}
}

const keyOf = ({day_of_week: day, open_time: open}: OperatingHours) => `${day} ${open}`
