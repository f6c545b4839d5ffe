import type {CallHours, CallSettings, ringTargets} from '../../../platform/calls.ts'
import type {Style, Table} from '../../../terminal/view.ts'

/** What is known about calls, for help. */
export const callsCertainty = `Needs the permission pages_messaging, as far as is known. Meta documents the settings (2026-03-30, v26.0); not known are the names of
days, and whether anything but the icon is on at first.`

/** The settings under msgr's names. The hours are those of the platform. */
export interface OwnCallSettings {
  readonly audioEnabled: boolean | undefined
  readonly videoEnabled: boolean | undefined
  readonly iconEnabled: boolean | undefined
  readonly callHours:
    | {readonly timezoneId: string; readonly weeklyOperatingHours: CallHours['weekly_operating_hours']}
    | undefined
  readonly callRouting: {readonly ringTarget: (typeof ringTargets)[number]} | undefined
}

export function toOwnSettings({
  audio_enabled: audioEnabled,
  video_enabled: videoEnabled,
  icon_enabled: iconEnabled,
  call_hours: hours,
  call_routing: routing,
}: CallSettings): OwnCallSettings {
  return {
    ...{audioEnabled, videoEnabled, iconEnabled},
    callHours: hours && {timezoneId: hours.timezone_id, weeklyOperatingHours: hours.weekly_operating_hours},
    callRouting: routing && {ringTarget: routing.ring_target},
  }
}

const onOff = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'on' : 'off')

/** One row for each setting that is known. */
export function settingsTable(settings: OwnCallSettings, _style: Style): Table {
  const {audioEnabled, videoEnabled, iconEnabled, callHours, callRouting} = settings
  const rows = [
    ['audio', onOff(audioEnabled)],
    ['video', onOff(videoEnabled)],
    ['icon', onOff(iconEnabled)],
    ['rings', callRouting && ringNames[callRouting.ringTarget]],
    ['time zone', callHours?.timezoneId],
    ...(callHours?.weeklyOperatingHours ?? []).map(each => ['hours', Object.values(each).join(' ')]),
  ]
  return {columns: ['setting', 'value'], rows: rows.filter(([, value]) => value !== undefined)}
}

/** The words of `--ring`. */
export const ringNames: Readonly<Record<(typeof ringTargets)[number], string>> = {
  META: 'meta',
  PARTNERS: 'partners',
}
