import {pageFrameSchema} from '../../../desired/page-schema.ts'
import {UsageError} from '../../../errors.ts'
import {isObject} from '../../../platform/fields-schema.ts'
import {profileProperties} from '../../../platform/messenger-profile.ts'

const pageKeys = Object.keys(pageFrameSchema.shape).filter(key => key !== '$schema')

/**
 * Refuses a profile file where a Page file is expected, and vice versa.
 * @param verb The verb of the command: `apply`, `validate` or the like.
 * @throws {UsageError} with the command that reads it.
 */
export function refuseOther(kind: 'page' | 'profile', {data, file, verb}: GivenFile): void {
  const keys = isObject(data) ? Object.keys(data) : []
  const isPage = keys.some(key => pageKeys.includes(key))
  const isProfile = keys.some(key => profileProperties.some(property => property === key))
  if (isPage === isProfile || isPage === (kind === 'page')) return
  const [other, name] = isPage ? (['page', 'Page'] as const) : (['profile', 'profile'] as const)
  throw new UsageError(`${file === '-' ? 'Standard input' : file} is a ${name} file`, {
    hint: `msgr ${other} ${verbs[other][verb] ?? verb} ${file}`,
  })
}

export interface GivenFile {
  readonly data: unknown
  readonly file: string
  readonly verb: string
}

/** The verbs that have another name for the other file. */
const verbs: Readonly<Record<'page' | 'profile', Readonly<Record<string, string>>>> = {
  page: {set: 'apply', diff: 'plan'},
  profile: {plan: 'diff'},
}
