import type {Page} from 'playwright-core'
import {describe, expect} from 'vitest'
import {personOf} from '../helpers/probe.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

const columns = (page: Page) => ({
  people: page.getByRole('navigation', {name: 'People'}),
  chat: page.getByRole('main'),
  log: page.getByRole('region', {name: 'Log', exact: true}),
  tabs: page.getByRole('navigation', {name: 'Columns'}),
})

const widthOf = async (page: Page, column: 'people' | 'chat' | 'log') =>
  (await columns(page)[column].boundingBox())?.width

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

describe('the page', () => {
  test('has three columns on a wide screen, and the log folds away', async ({open}) => {
    const {page} = await open()
    const {people, log, tabs} = columns(page)
    expect([await widthOf(page, 'people'), await widthOf(page, 'chat'), await widthOf(page, 'log')]).toEqual([
      260, 460, 720,
    ])
    expect(await tabs.isVisible()).toBe(false)

    await page.getByRole('button', {name: 'Log', exact: true}).click()

    expect(await log.isVisible()).toBe(false)
    expect(await widthOf(page, 'chat')).toBe(1180)
    await page.reload()
    await page.getByRole('heading', {level: 1}).waitFor()
    expect(await log.isVisible()).toBe(false)
    expect(await people.isVisible()).toBe(true)
  })

  test('folds the people into a menu on a middling screen', async ({open}) => {
    const {page, psid, emulator} = await open({width: 800})
    const {people, chat, log} = columns(page)
    expect(await people.isVisible()).toBe(false)
    expect([await chat.isVisible(), await log.isVisible()]).toEqual([true, true])

    await page.getByRole('button', {name: 'People'}).click()
    await people.getByRole('button', {name: /^Ada Lindqvist/}).click()

    await chat.getByRole('button', {name: 'Ada'}).waitFor()
    expect(await people.isVisible()).toBe(false)
    expect(new URL(page.url()).searchParams.get('psid')).not.toBe(psid)
    expect(personOf(emulator, new URL(page.url()).searchParams.get('psid') ?? '')?.firstName).toBe('Ada')
  })

  test('shows one column at a time on a small screen, with tabs below', async ({open}) => {
    const {page} = await open({width: 360})
    const {people, chat, log, tabs} = columns(page)
    const seen = () => Promise.all([people, chat, log].map(column => column.isVisible()))
    expect(await seen()).toEqual([false, true, false])

    await tabs.getByRole('button', {name: 'Log'}).click()
    expect(await seen()).toEqual([false, false, true])
    expect(await tabs.getByRole('button', {name: 'Log'}).getAttribute('aria-current')).toBe('page')

    await tabs.getByRole('button', {name: 'People'}).click()
    expect(await seen()).toEqual([true, false, false])
    await people.getByRole('button', {name: /^Ben Okafor/}).click()
    expect(await seen()).toEqual([false, true, false])
    expect(await overflow(page)).toBe(0)
  })

  test('shifts nothing when something arrives', async ({open}) => {
    const {page, send} = await open()
    await page.evaluate(() => {
      const shifts: number[] = []
      Object.assign(globalThis, {shifts})
      new PerformanceObserver(list => {
        for (const entry of list.getEntries())
          shifts.push((entry as PerformanceEntry & {value: number}).value)
      }).observe({type: 'layout-shift'})
    })

    for (const text of ['one', 'two', 'three']) await send({text})
    await page.getByRole('article').getByText('three').waitFor()

    const total = await page.evaluate(() =>
      (globalThis as unknown as {shifts: number[]}).shifts.reduce((sum, value) => sum + value, 0),
    )
    // Messages move up as they should; the columns around them do not.
    expect(total).toBeLessThan(0.1)
  })

  test('is light or dark as the system, until somebody chooses', async ({open}) => {
    const {page} = await open({colorScheme: 'dark'})
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await background()

    await page.getByRole('button', {name: 'Theme: same as system'}).click()
    const light = await background()
    await page.reload()
    await page.getByRole('heading', {level: 1}).waitFor()

    expect([dark, light]).toEqual(['rgb(24, 25, 27)', 'rgb(255, 255, 255)'])
    expect(await background()).toBe(light)
    await page.getByRole('button', {name: 'Theme: light'}).click()
    await page.getByRole('button', {name: 'Theme: dark'}).click()
    expect(await background()).toBe(dark)
  })

  test('lets the emulated time pass, until the window is closed', async ({open}) => {
    const {page} = await open()
    const chat = page.getByRole('main')
    expect(await chat.getByText(/^can answer until .* \(23 h\)$/).isVisible()).toBe(true)

    await page.getByRole('button', {name: /^Emulated time/}).click()
    await page.getByRole('button', {name: '1 day later'}).click()
    await page.getByRole('button', {name: '1 hour later'}).click()

    await chat.getByText(/^closed since/).waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('group', {name: 'Let time pass'}).count()).toBe(0)
  })
})
