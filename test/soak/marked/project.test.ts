import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {breaks, making, masking, program} from './project.ts'

const root = join(import.meta.dirname, '../../..')

test('what the marked copy of the project changes is there', () => {
  const places = [making, program, ...Object.values(breaks).map(([from]) => ({file: masking, from}))]

  expect(places.filter(({file, from}) => !readFileSync(join(root, file), 'utf8').includes(from))).toEqual([])
  expect(readFileSync(join(root, program.file), 'utf8').startsWith(program.from)).toBe(true)
})
