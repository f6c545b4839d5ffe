import {spawn} from 'node:child_process'
import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {labelsOf, pagesOf, personasOf} from './probe.ts'
import type {EmulatedWorld} from './world.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Writes a program into `bin` of the working folder. */
export async function writeProgram({folder}: EmulatedWorld, name: string, script: string): Promise<void> {
  const file = join(folder, 'bin', name)
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}

/** Runs a script as the machines of GitHub and GitLab do, until one of its commands fails. */
export function runScript(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const child = spawn('bash', ['-eu', script], {cwd, env, stdio: ['ignore', 'pipe', 'pipe']})
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({code, out, err}))
  })
}

/** All that the Pages are made of; how often they were asked is no part of it. */
export const pageIn = ({emulator}: EmulatedWorld) =>
  JSON.stringify([pagesOf(emulator), labelsOf(emulator), personasOf(emulator)], (key, value) =>
    key === 'profileCallsMs' ? [] : value,
  )
