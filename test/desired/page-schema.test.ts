import {expect, test} from 'vitest'
import * as z from 'zod'
import {pageFileSchema, sectionNames} from '../../src/desired/page-schema.ts'

test('the form of a Page file can be told to editors', () => {
  const schema = z.toJSONSchema(pageFileSchema, {io: 'input'})

  expect(Object.keys(schema.properties ?? {}).toSorted()).toEqual(
    ['$schema', 'extends', 'pages', ...sectionNames].toSorted(),
  )
  expect(JSON.stringify(schema)).toContain('"maxLength":30')
})

test('takes a file with overlays, and null where an overlay takes something away', () => {
  const file = {
    extends: 'base.yaml',
    profile: {get_started: {payload: 'START'}},
    pages: {shop: {profile: {greeting: null, get_started: {payload: 'GO'}}, labels: null}},
  }

  expect(pageFileSchema.safeParse(file).success).toBe(true)
  expect(pageFileSchema.safeParse({pages: {shop: {profile: {greetings: []}}}}).success).toBe(false)
})
