// Resumes a run in which everybody is settled, or only reads its files and parses each line as JSON, and prints how many ms it took:
// `resume.js '{"bundle": …, "folder": …, "run": …, "how": "resume" | "read"}'`
import {createReadStream} from 'node:fs'
import {join} from 'node:path'

const {bundle, folder, run, how} = JSON.parse(process.argv[2])
const ms = how === 'read' ? await readMs() : await (await import(bundle)).resumeIn(folder)
process.stdout.write(String(ms))
process.exit(0)

async function readMs() {
  const startMs = performance.now()
  let lines = 0
  for (const name of ['recipients.ndjson', 'journal.ndjson'])
    lines += await parseLines(join(folder, run, name))
  if (lines === 0) throw new Error('the run has no lines')
  return performance.now() - startMs
}

async function parseLines(file) {
  let [lines, rest] = [0, '']
  for await (const chunk of createReadStream(file, {encoding: 'utf8', highWaterMark: 1 << 20})) {
    const whole = `${rest}${chunk}`.split('\n')
    rest = whole.pop()
    for (const line of whole) lines += JSON.parse(line) === undefined ? 0 : 1
  }
  return lines
}
