import {hostname} from 'node:os'
import {pid} from 'node:process'

/** `bot-1.example/4711/9f3c2a`: who it is for people, and no other worker's name. @param random in [0, 1). */
export function workerName(random: () => number): string {
  const unique = Math.floor(random() * 2 ** 24)
  return `${hostname()}/${pid}/${unique.toString(16).padStart(6, '0')}`
}
