import type {Emulator} from '../../src/emulator/index.ts'

const HOUR_MS = 3_600_000

/** The long-lived token of the person who administers the Pages of a fresh emulator. */
export function userTokenOf({world}: Emulator): string {
  const found = Object.values(world.state.tokens).find(({kind}) => kind === 'user')
  if (found === undefined) throw new Error('the emulator has no token of a person')
  return found.text
}

/** Another token of the same person, as a login gives it: for an hour. */
export function shortLivedUserToken(emulator: Emulator): string {
  const {state, now} = emulator.world
  const known = state.tokens[userTokenOf(emulator)]
  if (known === undefined) throw new Error('the token of the person is gone')
  const text = 'EMUUSERshortlived0123456789'
  state.tokens[text] = {...known, text, issuedMs: now(), expiresMs: now() + HOUR_MS}
  return text
}
