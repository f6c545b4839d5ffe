// Keeps what a process writes and what it hands to programs, for `npm run soak -- --only marked`. The tests load it, and so does
// every msgr they start. Written to MSGR_MARKED_FOLDER/records, one file a thread.
const childProcess = require('node:child_process')
const fs = require('node:fs')
const {syncBuiltinESMExports} = require('node:module')
const {basename, join, sep} = require('node:path')
const {threadId} = require('node:worker_threads')

/**
 * @param {{folder: string, marker: string, isProgram: boolean, doing: () => string}} options
 * `folder` is absolute; `isProgram`: all that this process does is done by msgr, and nothing by a test; `doing` names the test.
 */
module.exports = function record({folder, marker, isProgram, doing}) {
  const file = join(folder, 'records', `${process.pid}-${threadId}-${Date.now()}.jsonl`)
  // Both as they were: a write by what is replaced below would be recorded again.
  const {writeSync} = fs
  const out = fs.openSync(file, 'a', 0o600)
  /** A text goes out byte for byte (latin1), so that nothing is lost in it. */
  const keep = (kind, content) => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(String(content))
    writeSync(out, `${JSON.stringify({kind, doing: doing(), bytes: bytes.toString('latin1')})}\n`)
  }
  const sources = join(folder, 'project', 'src') + sep
  const isByTest = () => !isProgram && !stack().includes(sources)

  watchRemovals(folder)
  watchOwnFiles(marker, isByTest, keep)
  watchPrograms(isByTest, keep)
  if (isProgram) watchProcess(keep)
  syncBuiltinESMExports()
  return keep
}

function stack() {
  const {stackTraceLimit} = Error
  Error.stackTraceLimit = 50
  const {stack} = new Error()
  Error.stackTraceLimit = stackTraceLimit
  return stack ?? ''
}

/** What is removed is only put aside, so that it is searched as well. */
function watchRemovals(folder) {
  const {rm, rename} = fs.promises
  const {rmSync, renameSync} = fs
  let count = 0
  const aside = path =>
    join(folder, 'kept', `${process.pid}-${threadId}-${count++}-${basename(String(path))}`)
  const isOurs = path => String(path).startsWith(join(folder, 'tmp') + sep)
  fs.promises.rm = async (path, options) => {
    if (!isOurs(path)) return rm(path, options)
    await rename(path, aside(path)).catch(() => rm(path, options))
  }
  fs.rmSync = (path, options) => {
    if (!isOurs(path)) return rmSync(path, options)
    try {
      renameSync(path, aside(path))
    } catch {
      rmSync(path, options)
    }
  }
}

/** Which texts with a marker a test itself writes: they are its input. */
function watchOwnFiles(marker, isByTest, keep) {
  const note = content => {
    const text = ArrayBuffer.isView(content)
      ? Buffer.from(content.buffer, content.byteOffset, content.byteLength)
      : content
    if (String(text).includes(marker) && isByTest()) keep('own', text)
  }
  for (const [of, name] of [
    [fs.promises, 'writeFile'],
    [fs.promises, 'appendFile'],
    [fs, 'writeFileSync'],
    [fs, 'appendFileSync'],
  ]) {
    const write = of[name]
    of[name] = (path, content, ...rest) => {
      note(content)
      return write(path, content, ...rest)
    }
  }
}

/** Arguments and environment of each program, and what comes back through its pipes. */
function watchPrograms(isByTest, keep) {
  const handOver = (by, args, env) => {
    keep(`arguments from ${by}`, args.join('\n'))
    keep(`environment from ${by}`, env.join('\n'))
  }
  const prototype = childProcess.ChildProcess.prototype
  const {spawn} = prototype
  prototype.spawn = function (options) {
    const by = isByTest() ? 'test' : 'msgr'
    handOver(by, options.args ?? [], options.envPairs ?? [])
    const status = spawn.call(this, options)
    for (const stream of [this.stdout, this.stderr]) {
      if (!stream) continue
      const push = stream.push
      stream.push = function (chunk, ...rest) {
        if (chunk !== null && chunk !== undefined)
          keep(`output of ${basename(String(options.file))}, started by ${by}`, chunk)
        return push.call(this, chunk, ...rest)
      }
    }
    return status
  }
  const {spawnSync} = childProcess
  childProcess.spawnSync = (program, args, options) => {
    const result = spawnSync(program, args, options)
    for (const bytes of [result.stdout, result.stderr])
      if (bytes) keep(`output of ${basename(program)}`, bytes)
    return result
  }
}

/** Both streams of this process, and what it is called in a list of processes. */
function watchProcess(keep) {
  keep('arguments of msgr', process.argv.slice(2).join('\0'))
  for (const name of ['stdout', 'stderr']) {
    const stream = process[name]
    const {write} = stream
    stream.write = (chunk, ...rest) => {
      keep(name, chunk)
      return write.call(stream, chunk, ...rest)
    }
  }
  const {writeSync} = fs
  fs.writeSync = (fd, chunk, ...rest) => {
    if (fd === 1 || fd === 2) keep(fd === 1 ? 'stdout' : 'stderr', chunk)
    return writeSync(fd, chunk, ...rest)
  }
  process.on('exit', () => keep('title', process.title))
}
