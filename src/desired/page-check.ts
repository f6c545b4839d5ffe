import {judgeCallSettings} from '../platform/calls-schema.ts'
import {fault, faultsOf, forTarget, type RuleFault, toPath, warning} from '../platform/faults.ts'
import {isObject} from '../platform/fields-schema.ts'
import {judgeNewTemplate} from '../platform/message-templates-check.ts'
import {
  judgeProfile,
  judgeUserSettings,
  type ProfileCheckOptions,
} from '../platform/messenger-profile-check.ts'
import {nearest} from '../platform/near-miss.ts'
import {pageFieldAliases, pageFieldNames} from '../platform/webhook-events.ts'
import {judgeNewFlow} from '../platform/welcome-message-flows-check.ts'
import {pageSchema, type SectionName} from './page-schema.ts'

type Path = readonly (string | number)[]

export interface PageCheckOptions extends ProfileCheckOptions {
  /** Whether it is for the emulator, which can also fetch pictures from this machine. Default false. */
  readonly isEmulated?: boolean
}

export interface JudgedPage {
  /** The desired state, as the platform reads it: differences in spelling alone are not changes. */
  readonly page: Readonly<Record<string, unknown>>
  /** Paths start with the section. */
  readonly faults: RuleFault[]
}

/** Returns every fault of a Page's description, at once, and its normalized form. */
export function judgePage(given: Readonly<Record<string, unknown>>, options: PageCheckOptions): JudgedPage {
  const judges: Partial<Record<SectionName, (value: unknown) => Judged>> = {
    profile: value => {
      const {profile, faults} = judgeProfile(value, options)
      return {value: profile, faults}
    },
    user_settings: value =>
      forEach(value, item => {
        const {settings, faults} = judgeUserSettings(item, userOptions(given, options))
        return {value: settings, faults}
      }),
    templates: value => forEach(value, item => judgeNewTemplate(item)),
    welcome_flows: value => forEach(value, item => judgeNewFlow(item, userOptions(given, options))),
    call_settings: value => judgeCallSettings(value),
  }
  const sections = Object.entries(given).map(([section, value]): [section: string, judged: Judged] => {
    const judge = judges[section as SectionName]
    const isListed = !wholeSections.includes(section)
    if (judge !== undefined && !(isListed && !isFilled(value))) {
      const judged = judge(value)
      const faults = [...below([section], judged.faults), ...repeatedIn(section, judged.value)]
      return [section, {value: judged.value, faults}]
    }
    const faults = forTarget(faultsOf(pageSchema, {[section]: value}), options.isEmulated === true)
    return [section, {value, faults: [...faults, ...repeatedIn(section, value)]}]
  })
  return {
    page: Object.fromEntries(sections.map(([section, {value}]) => [section, value])),
    faults: sections.flatMap(([, {faults}]) => faults),
  }
}

/** Sections that are not lists. */
const wholeSections = ['profile', 'call_settings']

interface Judged {
  readonly value: unknown
  readonly faults: readonly RuleFault[]
}

const isFilled = (value: unknown) => Array.isArray(value) && value.length > 0

/** The domains of the Page in the same file. */
function userOptions(page: Readonly<Record<string, unknown>>, options: PageCheckOptions): PageCheckOptions {
  const profile = page['profile']
  const named: unknown = isObject(profile) ? profile['whitelisted_domains'] : undefined
  return Array.isArray(named) ? {...options, domains: named.map(String)} : options
}

function forEach(value: unknown, judge: (item: unknown) => Judged): Judged {
  if (!Array.isArray(value)) return {value, faults: []}
  const judged = value.map(judge)
  return {
    value: judged.map(each => each.value),
    faults: judged.flatMap(({faults}, index) => below([index], faults)),
  }
}

/** Moves faults below a path. */
function below(prefix: Path, faults: readonly RuleFault[]): RuleFault[] {
  return faults.map(found => {
    const segments = [...prefix, ...found.segments]
    return {...found, segments, path: toPath(segments)}
  })
}

const nameIn = (item: unknown) => (isObject(item) ? item['name'] : undefined)

/** The keys that identify the items of a section. */
const keys: Partial<Record<string, (item: unknown) => unknown>> = {
  labels: item => item,
  webhook_fields: item => (typeof item === 'string' ? (pageFieldAliases[item] ?? item) : item),
  personas: nameIn,
  welcome_flows: nameIn,
  user_settings: item => (isObject(item) ? item['psid'] : undefined),
  templates: item =>
    isObject(item) && typeof item['name'] === 'string' ? `${item['name']} (${item['language']})` : undefined,
}

function repeatedIn(section: string, value: unknown): readonly RuleFault[] {
  const keyOf = keys[section]
  if (keyOf === undefined || !Array.isArray(value)) return []
  const found = value.map(keyOf)
  const repeated = found.flatMap((key, index) => {
    const first = found.indexOf(key)
    if (key === undefined || first === index) return []
    return [
      fault(
        'duplicate',
        [section, index],
        `\`${String(key)}\` is already there, in ${toPath([section, first])}`,
      ),
    ]
  })
  return [...repeated, ...(section === 'webhook_fields' ? found.flatMap(unknownField) : [])]
}

/** The platform adds fields, so an unknown one is not an error. */
function unknownField(field: unknown, index: number): readonly RuleFault[] {
  if (typeof field !== 'string' || pageFieldNames.includes(field)) return []
  const candidate = nearest(field, pageFieldNames)
  const suggestion = candidate === undefined ? '' : `; did you mean \`${candidate}\`?`
  return [
    warning(
      'unknown-value',
      ['webhook_fields', index],
      `\`${field}\` is not a field known to msgr${suggestion}`,
    ),
  ]
}
