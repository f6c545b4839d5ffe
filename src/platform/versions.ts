/** A Graph API version as it is written in a URL: `v26.0`. */
export type Version = `v${number}.${number}`

interface Life {
  readonly version: Version
  /** First day, `YYYY-MM-DD`. */
  readonly from: string
  /** The first day on which it no longer answers; undefined while no day is announced. */
  readonly until?: string
}

/**
 * The Graph API versions with the days they lived, oldest first.
 * Source: https://developers.facebook.com/docs/graph-api/changelog/versions/
 */
export const versions: readonly Life[] = [
  {version: 'v2.6', from: '2016-04-12', until: '2018-10-05'},
  {version: 'v2.10', from: '2017-07-18', until: '2019-11-07'},
  {version: 'v2.11', from: '2017-11-07', until: '2020-01-28'},
  {version: 'v2.12', from: '2018-01-30', until: '2020-05-05'},
  {version: 'v3.0', from: '2018-05-01', until: '2020-07-28'},
  {version: 'v3.1', from: '2018-07-26', until: '2020-10-27'},
  {version: 'v3.2', from: '2018-10-23', until: '2021-05-03'},
  {version: 'v3.3', from: '2019-04-30', until: '2021-08-03'},
  {version: 'v4.0', from: '2019-07-29', until: '2021-11-02'},
  {version: 'v5.0', from: '2019-10-29', until: '2022-02-03'},
  {version: 'v6.0', from: '2020-02-03', until: '2022-05-05'},
  {version: 'v7.0', from: '2020-05-05', until: '2022-08-04'},
  {version: 'v8.0', from: '2020-08-04', until: '2022-11-01'},
  {version: 'v9.0', from: '2020-11-10', until: '2023-02-23'},
  {version: 'v10.0', from: '2021-02-23', until: '2023-06-08'},
  {version: 'v11.0', from: '2021-06-08', until: '2023-09-14'},
  {version: 'v12.0', from: '2021-09-14', until: '2024-02-08'},
  {version: 'v13.0', from: '2022-02-08', until: '2024-05-28'},
  {version: 'v14.0', from: '2022-05-25', until: '2024-09-17'},
  {version: 'v15.0', from: '2022-09-15', until: '2024-11-20'},
  {version: 'v16.0', from: '2023-02-02', until: '2025-05-14'},
  {version: 'v17.0', from: '2023-05-23', until: '2025-09-12'},
  {version: 'v18.0', from: '2023-09-12', until: '2026-01-26'},
  {version: 'v19.0', from: '2024-01-23', until: '2026-05-21'},
  {version: 'v20.0', from: '2024-05-21', until: '2026-09-24'},
  {version: 'v21.0', from: '2024-10-02', until: '2027-01-21'},
  {version: 'v22.0', from: '2025-01-21', until: '2027-05-20'},
  {version: 'v23.0', from: '2025-05-29', until: '2027-10-08'},
  {version: 'v24.0', from: '2025-10-08', until: '2028-02-18'},
  {version: 'v25.0', from: '2026-02-18', until: '2028-07-29'},
  {version: 'v26.0', from: '2026-07-29'},
]

const lifeOf: ReadonlyMap<Version, Life> = new Map(versions.map(life => [life.version, life]))

export const defaultVersion: Version = 'v26.0'

const form = /^v[0-9]{1,3}\.[0-9]{1,2}$/

export function isVersion(text: string): text is Version {
  return form.test(text)
}

/** Negative when `one` is older than `other`. */
export function compareVersions(one: Version, other: Version): number {
  const [major = 0, minor = 0] = one.slice(1).split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.slice(1).split('.').map(Number)
  return major - otherMajor || minor - otherMinor
}

/** The versions that answer on a day (`YYYY-MM-DD`), oldest first. */
function versionsAliveOn(day: string): readonly Version[] {
  return versions.filter(life => isAliveOn(day, life)).map(({version}) => version)
}

/** The newest version on a day (`YYYY-MM-DD`); before the first one known, the default. */
export function newestVersionOn(day: string): Version {
  return versionsAliveOn(day).at(-1) ?? defaultVersion
}

function isAliveOn(day: string, life: Life | undefined): boolean {
  return life !== undefined && life.from <= day && (life.until === undefined || day < life.until)
}

/**
 * The version that really serves a call on a day: the one asked for while it lives, else the oldest alive.
 * Undefined when the version asked for does not exist yet.
 * Source: https://developers.facebook.com/docs/graph-api/guides/versioning
 */
export function versionServed(asked: Version | undefined, day: string): Version | undefined {
  if (asked !== undefined && isAliveOn(day, lifeOf.get(asked))) return asked
  const alive = versionsAliveOn(day)
  const oldest = alive[0]
  const newest = alive.at(-1)
  if (oldest === undefined || newest === undefined) return undefined
  if (asked === undefined || compareVersions(asked, oldest) < 0) return oldest
  if (compareVersions(asked, newest) > 0) return undefined
  return alive.find(version => compareVersions(version, asked) > 0)
}
