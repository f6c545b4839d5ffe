import {expect, test} from 'vitest'
import {heapGrowth} from './heap-growth.ts'

// About 1.2 MB, most of it what Node.js compiles in the first 2,000 calls. An id of 17 digits that is kept takes about 100 bytes.
test('100,000 calls of the client and of the drop-in to 100,000 ids leave the heap flat', async () => {
  const {client, dropIn} = await heapGrowth({calls: 100_000, idLength: 17})

  expect(client).toBeLessThan(4_000_000)
  expect(dropIn).toBeLessThan(4_000_000)
}, 1_800_000)

// What an id leaves behind is easily seen with long ones: 7.4 MB when each is kept, 0.2 MB when no more than 256 are.
test('the client and the drop-in keep nothing of the ids that they called', async () => {
  const {client, dropIn} = await heapGrowth({calls: 256, idLength: 14_000})

  expect(client).toBeLessThan(2_500_000)
  expect(dropIn).toBeLessThan(2_500_000)
}, 120_000)
