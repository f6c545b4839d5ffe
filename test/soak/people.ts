/** The ids of the people on the test emulator. */
export function* people(count: number): Generator<string> {
  for (let number = 0; number < count; number++) yield String(24_000_000_000_000_000n + BigInt(number))
}
