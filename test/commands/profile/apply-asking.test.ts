import {PassThrough} from 'node:stream'
import {expect} from 'vitest'
import {pageOf, pagesOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const profileOf = ({emulator}: EmulatedWorld) => pageOf(emulator).profile

async function answering(world: EmulatedWorld, line: string, question: string, answer: string) {
  const stdin = new PassThrough()
  const running = world.start(line, {stdin, terminals: {stdin: true, stderr: true}})
  await running.err.holds(question)
  stdin.write(`${answer}\n`)
  return running.ended
}

test('profile apply shows what it changes and asks; no leaves the Page as it is', async ({world}) => {
  await world.write('profile.yaml', 'get_started: {payload: START}')
  const line = 'profile apply profile.yaml'

  const no = await answering(world, line, 'Make 1 change?', 'n')
  const untouched = {...profileOf(world)}
  const yes = await answering(world, line, 'Make 1 change?', 'y')

  expect(no.err).toContain('+ get_started: {"payload":"START"}')
  expect(no.code).toBe(2)
  expect(no.err).toContain('Nothing was changed')
  expect(untouched).toEqual({})
  expect(yes.code).toBe(0)
  expect(profileOf(world)).toEqual({get_started: {payload: 'START'}})
})

test('page apply asks once for all Pages, and tells whose change it would overwrite', async ({world}) => {
  await world.write('page.yaml', 'profile: {get_started: {payload: START}}')
  const pages = ['page', 'apply', '--page', 'Acme Shop,Acme Support']
  expect((await world.msgr([...pages, '--json'])).code).toBe(0)
  for (const page of pagesOf(world.emulator)) page.profile = {get_started: {payload: 'X'}}

  const stdin = new PassThrough()
  const running = world.start(pages, {stdin, terminals: {stdin: true, stderr: true}})
  await running.err.holds('Make 2 changes to 2 Pages?')
  stdin.write('y\n')
  const {code, err} = await running.ended

  expect(err).toContain(
    'Somebody else changed profile.get_started of Acme Shop, profile.get_started of Acme Support',
  )
  expect(code).toBe(0)
  expect(profileOf(world)).toEqual({get_started: {payload: 'START'}})
})
