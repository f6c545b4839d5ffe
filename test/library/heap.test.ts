import {expect, test} from 'vitest'
import {heapGrowth} from './heap-growth.ts'

// What an id leaves behind is easily seen with long ones: 512 calls left 6.6 MB.
test.each(['client', 'drop-in'] as const)(
  'the %s keeps nothing of the ids that it called',
  async by => {
    expect(await heapGrowth(by, {calls: 512, idLength: 6_000})).toBeLessThan(2_500_000)
  },
  120_000,
)
