import {expect} from 'vitest'
import {seriousProblems} from './axe.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

test.for(['light', 'dark'] as const)(
  'the page has no serious problem of accessibility, %s',
  async (colorScheme, {open}) => {
    const {page, send, startBot} = await open({colorScheme})
    await startBot()
    await send({text: 'Which size?', quick_replies: [{content_type: 'text', title: 'S', payload: 'S'}]})
    await page.getByRole('button', {name: 'S', exact: true}).waitFor()
    await page
      .getByRole('button', {name: /POST \/me\/messages/})
      .last()
      .click()
    await page.getByRole('region', {name: 'Details'}).getByText('curl', {exact: true}).waitFor()
    expect(await seriousProblems(page)).toEqual([])

    await page.setViewportSize({width: 360, height: 740})
    for (const tab of ['People', 'Log']) {
      await page.getByRole('navigation', {name: 'Columns'}).getByRole('button', {name: tab}).click()
      expect(await seriousProblems(page)).toEqual([])
    }
  },
)
