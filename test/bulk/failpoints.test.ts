import {expect, test} from 'vitest'
import {type Failpoint, parseFailpoint} from '../../src/bulk/failpoints.ts'

const names: readonly Failpoint[] = [
  ...(['plan-written', 'plan-renamed', 'resume-read', 'resume-doubted', 'line-half-written'] as const),
  ...(['disk-full', 'attempt-synced', 'request-half-written', 'answer-lost', 'answered'] as const),
  ...(['recorded', 'journal-synced', 'settled', 'before-end', 'lease-taken', 'place-taken'] as const),
  ...(['lease-renewed', 'append-begun', 'append-unanswered', 'appended'] as const),
]

test('without one, nothing is called', () => {
  expect([parseFailpoint(undefined), parseFailpoint('')]).toEqual([undefined, undefined])
})

test.each(names)('%s is one, which others do not meet', name => {
  for (const text of [name, `${name}:3`, `${name}:2:SIGINT`]) {
    const hit = parseFailpoint(text)
    for (const other of names) if (other !== name) expect(hit?.(other)).toBe(false)
  }
})

test.each(['disk-full', 'append-unanswered'] as const)('%s is met once, by a process that goes on', name => {
  const [first, third] = [parseFailpoint(name), parseFailpoint(`${name}:3:SIGTERM`)]

  expect([1, 2, 3, 4].map(() => first?.(name))).toEqual([true, false, false, false])
  expect([1, 2, 3, 4].map(() => third?.(name))).toEqual([false, false, true, false])
})

test.each([
  'nothing',
  'settled:0',
  'settled:x',
  'settled:01x',
  'settled:1x',
  'settled:1:SIGHUP',
  'settled:-1',
])('%s is refused with what there is', text => {
  expect(() => parseFailpoint(text)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: `MSGR_FAILPOINT=${text} is not a moment of a run`,
      hint: `name:n:signal, where the name is ${names.join(', ')} and the signal SIGKILL, SIGINT, SIGTERM, SIGSTOP`,
    }),
  )
})
