import {describe, expect, test} from 'vitest'
import {route} from '../../src/cli/route.ts'
import {reportedBy} from '../helpers/reported.ts'

const known = {
  commands: ['label list', 'label create', 'config show', 'listen', 'profile get', 'profile menu get'],
  pages: ['exit-codes', 'config'],
}

describe('finding the command in a command line', () => {
  test.each([
    ['label list', {kind: 'command', name: 'label list', args: []}],
    ['label list a --limit 3', {kind: 'command', name: 'label list', args: ['a', '--limit', '3']}],
    ['--page list label list', {kind: 'command', name: 'label list', args: ['--page', 'list']}],
    ['label --json list -q', {kind: 'command', name: 'label list', args: ['--json', '-q']}],
    ['listen -- label list', {kind: 'command', name: 'listen', args: ['--', 'label', 'list']}],
    ['profile menu get 1', {kind: 'command', name: 'profile menu get', args: ['1']}],
    ['help label list', {kind: 'command', name: 'label list', args: ['--help']}],
    ['help config show', {kind: 'command', name: 'config show', args: ['--help']}],
    ['help config', {kind: 'page', name: 'config'}],
    ['help exit-codes', {kind: 'page', name: 'exit-codes'}],
    ['help label', {kind: 'overview', noun: 'label'}],
    ['help', {kind: 'overview', noun: ''}],
    ['', {kind: 'overview', noun: ''}],
    ['--help', {kind: 'overview', noun: ''}],
    ['label --help', {kind: 'overview', noun: 'label'}],
    ['--version --json', {kind: 'version'}],
    ['version', {kind: 'version'}],
  ])('%s', (line, expected) => {
    expect(route(line.split(' ').filter(Boolean), known)).toEqual(expected)
  })

  test.each([
    ['lable list', 'There is no command lable', 'Did you mean msgr label?'],
    ['label lst', 'There is no command label lst', 'Did you mean msgr label list?'],
    ['create VIP', 'There is no command create', 'Did you mean msgr label create?'],
    ['frobnicate', 'There is no command frobnicate', 'See them all: msgr --help'],
    ['label frobnicate', 'There is no command label frobnicate', 'See them all: msgr label --help'],
    ['--jsn label', 'Unknown option --jsn', 'Did you mean --json?'],
    ['--limit 3 label list', 'Unknown option --limit', 'The flags of a command stand after it'],
    ['help exit-code', 'There is no help on exit-code', 'Did you mean msgr help exit-codes?'],
  ])('%s is refused, with a suggestion and no guess', (line, message, hint) => {
    expect(reportedBy(() => route(line.split(' '), known))).toMatchObject({message, hint, exitCode: 2})
  })
})
