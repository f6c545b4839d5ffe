import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'

test('label import of 5,000 rows, killed twice and resumed, are as the file says, with hardly a call made twice', async () => {
  const script = join(import.meta.dirname, '../../bench/label-import-kill.js')

  const {stdout} = await promisify(execFile)(execPath, [script, '5000'])

  const {wrong, requests, most} = JSON.parse(stdout)
  expect(wrong).toBe(0)
  expect(requests).toBeLessThanOrEqual(most)
})
