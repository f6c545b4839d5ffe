import {expect, test} from 'vitest'
import {heapGrowth} from './heap-growth.ts'

test.each(['client', 'drop-in'] as const)(
  '100,000 calls of the %s to 100,000 ids leave the heap flat',
  async by => {
    expect(await heapGrowth(by, {calls: 100_000, idLength: 17})).toBeLessThan(4_000_000)
  },
  900_000,
)
