import {readdirSync, readFileSync} from 'node:fs'

/** Linux counts the time of processes in hundredths of a second. Source: proc_pid_stat(5) */
const SECONDS_PER_TICK = 0.01

/** The CPU time that a PostgreSQL server and all its processes have taken, those that ended too, in seconds. */
export function serverCpu(postmaster) {
  let ticks = 0
  for (const name of readdirSync('/proc').filter(each => /^\d+$/.test(each))) {
    const stat = statOf(name)
    if (stat === undefined) continue
    const [, parent, , , , , , , , , , user, system, endedUser, endedSystem] = stat
    const isPostmaster = Number(name) === postmaster
    if (isPostmaster) ticks += user + system + endedUser + endedSystem
    else if (parent === postmaster) ticks += user + system
  }
  return ticks * SECONDS_PER_TICK
}

/** The numbers that follow the name of a process, which may contain anything: its state is the first. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
  } catch {
    return undefined
  }
}
