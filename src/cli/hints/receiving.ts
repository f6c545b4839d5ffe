import type {Hints} from './hint.ts'

/** Webhooks, recordings, sample events and tunnels. */
export const receivingHints = {
  portTaken: 'Take another: --port 0 finds a free one',
  portUnusable: 'Take another: --port 0 finds a free one',
} as const satisfies Hints
