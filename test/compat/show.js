const print = text => process.stdout.write(`${text}\n`)

const marks = {passed: '✔', failed: '✖', excused: '–'}

/** A line a client, and one for each step that did not pass. */
export function showRow({client, steps}) {
  const version = Object.values(client.packages)[0]
  const title = `${client.name} ${version}${client.day === undefined ? '' : ` on ${client.day}`}`
  print(`\n${title}`)
  for (const {name, ending, error} of steps)
    print(`  ${marks[ending]} ${name}${error === undefined ? '' : `\n      ${error}`}`)
}

/** What was answered 501 in the whole run, and for whom. */
export function showGaps(rows) {
  const calls = new Map()
  for (const {client, gaps} of rows)
    for (const {call, times} of gaps)
      calls.set(call, [...(calls.get(call) ?? []), `${client.name}${times > 1 ? ` ×${times}` : ''}`])
  print(calls.size === 0 ? '\nNothing was asked for that is not emulated.' : '\nNot emulated (501):')
  for (const [call, whose] of calls) print(`  ${call}   ${whose.join(', ')}`)
}

/** Prints clients × steps and returns the exit code. */
export function showSummary(rows) {
  const names = [...new Set(rows.flatMap(({steps}) => steps.map(({name}) => name)))]
  const width = Math.max(...rows.map(({client}) => client.name.length))
  print('')
  for (const [index, name] of names.entries()) print(`${' '.repeat(width + 1)}${'│  '.repeat(index)}${name}`)
  for (const {client, steps} of rows) {
    const cells = names.map(name => marks[steps.find(step => step.name === name)?.ending] ?? '·')
    print(`${client.name.padEnd(width)} ${cells.join('  ')}`)
  }
  const count = ending => rows.flatMap(({steps}) => steps).filter(step => step.ending === ending).length
  print(
    `\n${count('passed')} steps passed, ${count('failed')} failed, ${count('excused')} fail by the client's own fault (–).`,
  )
  return count('failed') === 0 ? 0 : 1
}
