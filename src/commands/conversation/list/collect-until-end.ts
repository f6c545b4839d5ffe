import type {Context} from '../../../context.ts'

/**
 * The items of a stream as an array, with progress that counts them. When the command is interrupted, those read so far:
 * the exit code says that it was.
 */
export async function collectUntilEnd<Item>(
  {progress, signal}: Pick<Context, 'progress' | 'signal'>,
  items: AsyncIterable<Item>,
  label: string,
): Promise<readonly Item[]> {
  const collected: Item[] = []
  const bar = progress.start(label)
  try {
    for await (const item of items) {
      collected.push(item)
      bar.update(collected.length.toLocaleString('en-US'))
    }
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
  } finally {
    bar.stop()
  }
  return collected
}
