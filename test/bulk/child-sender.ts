import {argv, stdout} from 'node:process'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import {sendAll} from './on-files.ts'

/** Sends a run as a process of its own, as fast as it can: `child-sender RUN_FOLDER URL WIDTH`. */
const [, , folder = '', url = '', width = ''] = argv
const startMs = performance.timeOrigin
let sleptMs = 0
const end = await sendAll(folder, {
  width: Number(width),
  random: Math.random,
  signal: new AbortController().signal,
  clock: {
    now: () => startMs + performance.now() + sleptMs,
    sleep: async ms => {
      sleptMs += ms
    },
  },
  send: async request => {
    const response = await fetch(url, {method: 'POST', body: JSON.stringify(request)})
    return (await response.json()) as SendOutcome
  },
})
stdout.write(JSON.stringify(end))
