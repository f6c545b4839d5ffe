import {expect} from 'vitest'
import {test} from '../../helpers/world.ts'

test('packs lead to their stickers, which can be sent', async ({world}) => {
  const packs = (await world.msgr('sticker packs --json')).json()
  expect(packs[0]).toEqual({
    id: expect.stringMatching(/^\d+$/),
    name: 'Thumbs',
    description: 'Short answers',
    previewImageUrl: expect.stringContaining('https://'),
    stickers: 2,
  })
  const stickers = (await world.msgr(`sticker list ${packs[0].id} --json`)).json()
  expect(stickers.map(({name, animated}: {name: string; animated: boolean}) => [name, animated])).toEqual([
    ['Thumbs down', false],
    ['High five', true],
  ])
  expect((await world.msgr(`sticker list ${packs[0].id} --limit 1 --json`)).json()).toHaveLength(1)
  expect((await world.msgr(`send sticker 6411223344556677 ${stickers[0].id}`)).code).toBe(0)

  const none = await world.msgr('sticker list 99')
  const misspelt = await world.msgr('sticker list Thumbs')
  expect(none.code).toBe(1)
  expect([misspelt.code, misspelt.err]).toEqual([2, expect.stringContaining('msgr sticker packs')])
})
