/**
 * Hands each value of a generator to `each`, and returns what the generator returns. What `each` throws closes the generator, and the
 * file that it reads.
 */
export async function toTheEnd<Value, End>(
  generator: AsyncGenerator<Value, End>,
  each: (value: Value) => void,
): Promise<End> {
  for (;;) {
    const {done, value} = await generator.next()
    if (done === true) return value
    try {
      each(value)
    } catch (error) {
      await generator.return(undefined as never)
      throw error
    }
  }
}
