import {expect, test} from 'vitest'
import {listSamples, loadSample, sampleNames} from '../../src/webhook/samples.ts'

test('every sample is listed with its field and what it shows', async () => {
  const samples = await listSamples()

  expect(samples.map(({name}) => name)).toEqual(sampleNames)
  expect(samples).toContainEqual({name: 'messages.text', field: 'messages', note: 'a text'})
  expect(samples.filter(({field, note}) => field === 'unknown' || note === '')).toEqual([])
})

test.each<[string, object]>([
  ['unreact', {hint: 'Did you mean message_reactions.unreact?'}],
  ['mesages.text', {hint: 'Did you mean messages.text?'}],
  ['toString', {reason: 'sampleUnknown', hint: undefined}],
])('a sample "%s" is not known', async (name, more) => {
  await expect(loadSample(name)).rejects.toMatchObject({
    code: 'USAGE',
    message: `There is no sample event "${name}", and no such file`,
    ...more,
  })
})

test('of the samples of one kind eight are named', async () => {
  const {hint} = await loadSample('attachments').catch(error => error)

  expect(hint).toMatch(
    /^Did you mean (messages\.attachments\.\w+(\.\w+)?, ){7}messages\.attachments\.[\w.]+\?$/,
  )
})
