// What a process that goes on has cost so far.
import {existsSync, readFileSync} from 'node:fs'

/** Whether this system tells of other processes. */
export const hasProcesses = existsSync('/proc/self/stat')

/** Linux counts the time of processes in hundredths of a second. Source: proc_pid_stat(5) */
const MS_PER_TICK = 10

/** CPU time so far and peak memory. */
export function costOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of a process may contain anything; the state follows it.
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return {cpuMs: (Number(user) + Number(system)) * MS_PER_TICK, megabytes: Number(kilobytes) / 1024}
}
