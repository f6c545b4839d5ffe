import {dirname} from 'node:path'
import {ConfigError, type MsgrError} from '../errors.ts'
import {isNumericId} from '../platform/ids.ts'
import {nearest} from '../platform/near-miss.ts'
import type {VariableName} from './environment.ts'
import {noPageHint} from './missing-token.ts'
import type {ReadSettings} from './read.ts'
import type {PageSettings} from './schema.ts'
import {
  type Candidate,
  firstText,
  notSet,
  ownPageNames,
  pageNamesOf,
  type Sources,
  variables,
} from './sources.ts'

export interface PageChoice {
  /** Its name in the settings; undefined when none is chosen, or when only the environment names one. */
  readonly name: string | undefined
  /** Its id, when no settings name it and it was chosen by its id. */
  readonly id?: string | undefined
  readonly origin: string
  readonly isByFlag: boolean
  /** The value of the flag or `MSGR_PAGE`. */
  readonly asked?: string | undefined
  readonly problem?: MsgrError
}

/** Chooses the Page for a command: the one that a flag, the environment or a file names, else the only one. */
export function choosePage(sources: Sources): PageChoice {
  const {flags, env, files, project} = sources
  const [names, own] = [pageNamesOf(files), ownPageNames(sources)]
  const isOwn = (name: string) => own.some(each => each === name || idIn(files, each) === name)
  const isOfUser = project?.data.pages === undefined
  // The default of the user file does not apply in a project that has other Pages.
  const defaultIn = ({file, data}: ReadSettings) => {
    const {defaultPage} = data
    const counts = isOfUser || file === project?.file || (defaultPage !== undefined && isOwn(defaultPage))
    return {value: counts ? defaultPage : undefined, origin: `${file}: defaultPage`}
  }
  const found = firstText([
    {value: flags.page, origin: 'flag --page'},
    ...variables(env, ['MSGR_PAGE']),
    ...files.map(defaultIn),
    {value: own.length === 1 ? own[0] : undefined, origin: 'the only Page in the settings'},
  ])
  if (found === undefined) return {name: undefined, origin: notSet, isByFlag: false}
  const {value: wanted, origin} = found
  const isByFlag = flags.page !== undefined
  const asked = flags.page ?? (env['MSGR_PAGE'] || undefined)
  const name = names.includes(wanted)
    ? wanted
    : names.find(each => entriesOf(files, each).some(({entry}) => entry.pageId === wanted))
  if (name !== undefined) return {name, origin, isByFlag, asked}
  if (wanted === env['MSGR_PAGE_ID']) return {name: undefined, origin, isByFlag, asked}
  if (names.length === 0 && isNumericId(wanted)) return {name: undefined, id: wanted, origin, isByFlag, asked}
  return {name: undefined, origin, isByFlag, asked, problem: unknownPage(wanted, origin, names)}
}

/**
 * The places that may contain a value of the chosen Page. A Page named by a flag brings its own values, which
 * take precedence over the environment: a leftover token in a shell must not make `--page staging` write to
 * another Page.
 */
export function pageCandidates(
  sources: Sources,
  page: PageChoice,
  key: keyof PageSettings,
  names: readonly VariableName[],
): readonly Candidate[] {
  const {env, files, cwd} = sources
  const own = entriesOf(files, page.name).map(({file, entry, scope}) => ({
    value: entry[key],
    origin: `${file}: pages.${page.name}.${key}`,
    folder: dirname(file),
    scope,
  }))
  const byId = key === 'pageId' ? [{value: page.id, origin: page.origin}] : []
  const fromEnvironment = belongsToAnotherPage(sources, page)
    ? []
    : names.map(name => variable(env, name, cwd))
  return page.isByFlag ? [...own, ...byId, ...fromEnvironment] : [...fromEnvironment, ...own, ...byId]
}

function variable(env: Sources['env'], name: VariableName, cwd: string): Candidate {
  const value = env[name]
  if (!name.endsWith('_FILE')) return {value, origin: name}
  return {value: value && `file:${value}`, origin: name, folder: cwd}
}

/** Whether the environment belongs to another Page than the one the flag names. */
function belongsToAnotherPage({env, files}: Sources, {name, id: asked, isByFlag}: PageChoice): boolean {
  const id = idIn(files, name) ?? asked
  const named = env['MSGR_PAGE_ID']
  return isByFlag && !!named && id !== undefined && id !== named
}

const idIn = (files: readonly ReadSettings[], name: string | undefined) =>
  entriesOf(files, name).find(({entry}) => entry.pageId !== undefined)?.entry.pageId

function entriesOf(files: readonly ReadSettings[], name: string | undefined) {
  return files.flatMap(({file, data, scope}) => {
    const entry = name === undefined ? undefined : data.pages?.[name]
    return entry === undefined ? [] : [{file, entry, scope}]
  })
}

/** The error for an unknown Page; lists the known ones. */
export function unknownPage(wanted: string, origin: string, names: readonly string[]): MsgrError {
  const suggestion = nearest(wanted, names)
  const known = names.length === 0 ? 'no Page is known' : `use one of: ${names.join(', ')}`
  return new ConfigError(`There is no Page ${wanted} (${origin}); ${known}`, {
    hint:
      suggestion === undefined
        ? names.length === 0
          ? noPageHint
          : 'Name it under pages in .msgrrc.yaml: msgr help config'
        : `Did you mean ${suggestion}?`,
  })
}
