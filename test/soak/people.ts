/** The ids of the people on the test emulator. @param first the number of the first of them */
export function* people(count: number, first = 0): Generator<string> {
  for (let number = first; number < first + count; number++)
    yield String(24_000_000_000_000_000n + BigInt(number))
}

/** A subscriber of the test emulator; every second one is known by the token alone. */
export function subscriber(number: number): {
  readonly psid: string
  readonly token: string
  readonly isNamed: boolean
} {
  const psid = String(25_000_000_000_000_000n + BigInt(number))
  return {psid, token: `subscription-of-${psid}`, isNamed: number % 2 === 0}
}

/** The PSID of the subscriber who has a token. */
export const ofToken = (token: string): string => token.replace('subscription-of-', '')
