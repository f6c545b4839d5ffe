/** The ids of the people that the emulator of the tests is given. */
export function* people(count: number): Generator<string> {
  for (let number = 0; number < count; number++) yield String(24_000_000_000_000_000n + BigInt(number))
}
