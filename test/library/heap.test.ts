import {expect, test} from 'vitest'
import {heapGrowth} from './heap-growth.ts'

// What an id leaves behind is easily seen with long ones: 7.4 MB when each is kept, 0.2 MB when no more than 256 are.
test('the client and the drop-in keep nothing of the ids that they called', async () => {
  const {client, dropIn} = await heapGrowth({calls: 256, idLength: 14_000})

  expect(client).toBeLessThan(2_500_000)
  expect(dropIn).toBeLessThan(2_500_000)
}, 120_000)
