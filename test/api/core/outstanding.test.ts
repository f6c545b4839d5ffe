import {expect, test} from 'vitest'
import {Outstanding, type Placed} from '../../../src/api/core/outstanding.ts'

interface Named extends Placed {
  readonly name: string
}

test('what is under way is known until it ends, in whatever order it ends', () => {
  const outstanding = new Outstanding<Named>()
  const names = () =>
    outstanding
      .all()
      .map(({name}) => name)
      .toSorted()
  const [a, b, c, d] = [...'abcd'].map(name => ({name, place: 0})) as [Named, Named, Named, Named]
  for (const one of [a, b, c, d]) outstanding.add(one)

  outstanding.delete(b)
  expect(names()).toEqual(['a', 'c', 'd'])
  outstanding.delete(d)
  expect(names()).toEqual(['a', 'c'])
  outstanding.add(b)
  outstanding.delete(a)
  expect(names()).toEqual(['b', 'c'])
  for (const one of outstanding.all()) outstanding.delete(one)
  expect(names()).toEqual([])
})
