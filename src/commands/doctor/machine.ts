import {hintOf} from '../../cli/hints/index.ts'
import {defaultVersion, versions} from '../../platform/versions.ts'
import type {CheckedPage} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

/** The proof of a call is valid for 5 minutes; a clock that is off by more than this will be refused one day. */
const MAX_SKEW_MS = 60_000
const WARN_DAYS = 90
const DAY_MS = 86_400_000

export function checkSettings({config}: CheckedPage): Finding | readonly Finding[] {
  const {ok, fault} = found('settings')
  if (config.problems.length === 0 || config.target === 'emulator') {
    const {projectFile, userFile} = config.paths
    return ok(projectFile === undefined ? `no project file; your user file is ${userFile}` : projectFile)
  }
  return config.problems.map(problem =>
    fault(problem.message, hintOf(problem) ?? 'msgr config show --origin'),
  )
}

export function checkNetwork({reachability, connection: {graphUrl}}: CheckedPage): Finding {
  const {ok, fault} = found('network')
  if (!('failure' in reachability)) return ok(`${graphUrl} answers`)
  return fault(`${graphUrl} does not answer: ${reachability.failure}`, 'msgr config show --origin')
}

export function checkClock({reachability}: CheckedPage): Finding {
  const {ok, fault, skipped} = found('clock')
  if ('failure' in reachability || reachability.aheadMs === undefined) return skipped('no answer with a time')
  const {aheadMs} = reachability
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  if (Math.abs(aheadMs) <= MAX_SKEW_MS) return ok(`within ${Math.max(1, seconds)} s of the platform's clock`)
  return fault(
    `the clock of this machine is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the platform's, and proofs of calls expire after 300 s`,
    'sudo timedatectl set-ntp true',
  )
}

export function checkVersion({connection: {apiVersion}, nowMs}: CheckedPage): Finding {
  const {ok, fault, warning} = found('version')
  const mend = `set apiVersion: ${defaultVersion} in the project file, or MSGR_API_VERSION; test it first: msgr doctor --api-version ${defaultVersion}`
  const until = versions.find(({version}) => version === apiVersion)?.until
  if (until === undefined) return ok(`${apiVersion}, no end announced`)
  const days = Math.floor((Date.parse(until) - nowMs) / DAY_MS)
  if (days < 0)
    return fault(`${apiVersion} ended on ${until}; the platform answers with another version`, mend)
  if (days < WARN_DAYS) return warning(`${apiVersion} ends on ${until}, in ${days} days`, mend)
  return ok(`${apiVersion}, until ${until}`)
}
