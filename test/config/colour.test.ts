import {expect, test} from 'vitest'
import {hasColour} from '../../src/config/colour.ts'

test.each([
  [{}, true, true, true],
  [{}, true, false, false],
  [{}, false, true, false],
  [{NO_COLOR: '1'}, true, true, false],
  [{NO_COLOR: ''}, true, true, true],
  [{FORCE_COLOR: '1'}, true, false, true],
  [{FORCE_COLOR: ''}, true, false, false],
  [{FORCE_COLOR: '0'}, true, true, false],
  [{FORCE_COLOR: '1', NO_COLOR: '1'}, true, false, true],
  [{FORCE_COLOR: '1'}, false, true, false],
  [{TERM: 'dumb'}, true, true, false],
  [{TERM: 'dumb', FORCE_COLOR: '1'}, true, true, true],
] as const)('with %j, allowed %s, terminal %s: %s', (env, isAllowed, isTerminal, expected) => {
  expect(hasColour({env, isAllowed, isTerminal})).toBe(expected)
})
