const print = text => process.stdout.write(`${text}\n`)

const marks = {passed: '✔', failed: '✖', excused: '–'}

/** Prints a line for the client, and one for each step that did not pass. */
export function showRow({client, steps}) {
  const version = Object.values(client.packages)[0]
  const title = `${client.name} ${version}${client.day === undefined ? '' : ` on ${client.day}`}`
  print(`\n${title}`)
  for (const {name, ending, error} of steps)
    print(`  ${marks[ending]} ${name}${error === undefined ? '' : `\n      ${error}`}`)
}

/** Prints which calls in the whole run got 501, and for which clients; then which were refused as if they did not exist. */
export function showGaps(rows) {
  const groups = new Map()
  for (const {client, gaps} of rows)
    for (const {call} of gaps) {
      const {kind, name} = kindOf(call)
      const {names, whose} = groups.get(kind) ?? {names: new Set(), whose: new Set()}
      groups.set(kind, {names: names.add(name), whose: whose.add(client.name)})
    }
  print(groups.size === 0 ? '\nEvery call is emulated.' : '\nNot emulated (501):')
  for (const [kind, {names, whose}] of [...groups].sort()) {
    print(`  ${kind}, by ${[...whose].join(', ')}`)
    for (const line of wrapped([...names].sort())) print(`      ${line}`)
  }
  const calls = rows.flatMap(({nonexisting}) => nonexisting)
  print(calls.length === 0 ? 'Nothing was refused as nonexisting.' : 'Refused as nonexisting:')
  for (const call of calls) print(`  ${call}`)
}

/** `the field about of the node type Page` → fields of Page: about; `GET /{id}/feed` → GET /{id}/…: feed. */
function kindOf(call) {
  const [, field, node] = /^the field (\S+) of the node type (\S+)$/.exec(call) ?? []
  if (field !== undefined) return {kind: `fields of ${node}`, name: field}
  const [, start, edge] = /^([A-Z]+ \/[^/]+\/)(\S+)$/.exec(call) ?? []
  return edge === undefined ? {kind: 'others', name: call} : {kind: `${start}…`, name: edge}
}

function wrapped(names) {
  const lines = ['']
  for (const name of names) {
    if (lines.at(-1).length + name.length > 100) lines.push('')
    lines.push(`${lines.pop()}${name}  `)
  }
  return lines.map(line => line.trimEnd())
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
