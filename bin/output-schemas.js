// Writes the JSON Schemas of what `--json` prints, made from the types that the commands return:
// `node bin/output-schemas.js [--check]`. With --check nothing is written, and it fails where a schema is out of date.
const {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} = require('node:fs')
const {dirname, join, relative} = require('node:path')
const {parseArgs} = require('node:util')
const esbuild = require('esbuild')
const {createTypeSchemas} = require('./output-schemas/type-schema.js')

const root = join(__dirname, '..')
const folder = join(root, 'src/commands/shared/output-schemas')
const {values: flags} = parseArgs({options: {check: {type: 'boolean'}}})

/** Files whose objects are the platform's. */
const isForeign = path =>
  /\/src\/(platform|api\/resources)\//.test(path) && !/\/platform\/ids\.ts$/.test(path)

/** What is printed besides the results of commands, by the type that it has. */
const others = {
  error: {
    file: 'src/cli/report.ts',
    type: 'PrintedFailure',
    title: 'The error that any command prints with --json',
    about: 'One object on one line of stderr.',
  },
  'dry-run': {
    file: 'src/cli/dry-run.ts',
    type: 'DryRun',
    title: 'What a command prints with --dry-run --json in place of its result, where it would make requests',
    about: 'One object.',
  },
  pages: {
    file: 'src/cli/printed-page-result.ts',
    type: 'PrintedPageResult',
    title: 'What a command prints with --json for several Pages (--page a,b or --all-pages)',
    about: 'One array of these, with one for each Page; where the command prints lines, one on each line.',
  },
}

/** The commands of both tables, with their files. */
function commandFiles() {
  const tables = ['src/commands/index.ts', 'src/cli/table.ts']
  return tables.flatMap(table => {
    const text = readFileSync(join(root, table), 'utf8')
    const entries = text.matchAll(/^ {2}(?:'([^']+)'|(\w+)): \{[^}]*?import\('(\.[^']+)'\)/gms)
    return [...entries].map(([, quoted, plain, file]) => ({
      name: quoted ?? plain,
      file: relative(root, join(root, dirname(table), file)),
    }))
  })
}

/** How help words the shapes of results. */
async function loadJsonWords() {
  const {outputFiles} = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/terminal/json.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  })
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
}

async function generate() {
  const typescript = await import('typescript/unstable/sync')
  const {jsonLine, jsonShapes} = await loadJsonWords()
  const api = new typescript.API({cwd: root})
  try {
    const config = join(root, 'tsconfig.json')
    const {checker, program} = api.updateSnapshot({openProject: config}).getProject(config)
    const results = createResults(typescript, checker)
    const exportsOf = file => {
      const source = program.getSourceFile(join(root, file))
      const all = checker.getExportsOfModule(checker.getSymbolAtLocation(source))
      return new Map(all.map(symbol => [symbol.name, symbol]))
    }
    const schemas = new Map()
    for (const {name, file} of commandFiles()) {
      const exported = exportsOf(file)
      if (results.isSilent(exported.get('view'))) continue
      const form = results.constantOf(exported.get('json'))
      const {usual, others: flagged} = jsonShapes(form)
      const isCollected = ![usual, ...flagged.map(({shape}) => shape)].includes('lines')
      const {schemaOf, definitions} = createTypeSchemas({...typescript, checker, isForeign})
      const parts = results.of(exported).map(({type, isStream}) => {
        const schema = schemaOf(type, name)
        return isStream && isCollected ? {type: 'array', items: schema} : schema
      })
      const perLine = isCollected ? '' : ' Of lines, this is the schema of each.'
      schemas.set(
        name,
        document({
          title: `What msgr ${name} --json prints`,
          about: `${jsonLine(form)}${perLine}`,
          parts: distinct(parts),
          definitions,
        }),
      )
    }
    for (const [name, {file, type, title, about}] of Object.entries(others)) {
      const {schemaOf, definitions} = createTypeSchemas({...typescript, checker, isForeign})
      const symbol = exportsOf(file).get(type)
      if (symbol === undefined) throw new Error(`${file} exports no ${type}`)
      const parts = [schemaOf(checker.getDeclaredTypeOfSymbol(symbol), name)]
      schemas.set(name, document({title, about, parts, definitions}))
    }
    return schemas
  } finally {
    api.close()
  }
}

/** Reads from the exports of a command what it prints. */
function createResults({TypeFlags, SignatureKind}, checker) {
  const nameOf = type => type.getSymbol()?.name ?? ''
  const isUnion = type => (type.flags & TypeFlags.Union) !== 0
  const isAwaited = type => /^(Promise|Async\w+)$/.test(nameOf(type))

  /** What a promise or a stream is of; each alternative on its own. */
  function unwrapped(type) {
    if (isUnion(type) && type.getTypes().some(isAwaited)) return type.getTypes().flatMap(unwrapped)
    if (!isAwaited(type)) return [{type, isStream: false}]
    const [inner] = checker.getTypeArguments(type)
    return nameOf(type) === 'Promise' ? unwrapped(inner) : [{type: inner, isStream: true}]
  }

  /** The value of a constant, as its type says. */
  function constantOf(symbol) {
    if (symbol === undefined) return undefined
    const type = checker.getTypeOfSymbol(symbol)
    if (type.isStringLiteralType()) return type.value
    return Object.fromEntries(checker.getPropertiesOfType(type).map(each => [each.name, constantOf(each)]))
  }

  return {
    constantOf,
    isSilent: view =>
      view === undefined || checker.typeToString(checker.getTypeOfSymbol(view)) === 'undefined',
    /** `Printed` says it where `run` returns more than `--json` prints. */
    of(exported) {
      const printed = exported.get('Printed')
      if (printed !== undefined) return unwrapped(checker.getDeclaredTypeOfSymbol(printed))
      const [signature] = checker.getSignaturesOfType(
        checker.getTypeOfSymbol(exported.get('run')),
        SignatureKind.Call,
      )
      return unwrapped(checker.getReturnTypeOfSignature(signature))
    },
  }
}

function distinct(schemas) {
  return [...new Map(schemas.map(schema => [JSON.stringify(schema), schema])).values()]
}

function document({title, about, parts, definitions}) {
  const {description, ...body} = parts.length === 1 ? inlined(parts[0], definitions) : {anyOf: parts}
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    description: description === undefined ? about : `${about} ${description}`,
    ...body,
    ...(Object.keys(definitions).length === 0 ? {} : {$defs: definitions}),
  }
  return `${JSON.stringify(schema, null, 1)}\n`
}

/** A definition that is the whole document, and that nothing else refers to, needs no name. */
function inlined(schema, definitions) {
  const name = schema.$ref?.slice('#/$defs/'.length)
  if (name === undefined) return schema
  const definition = definitions[name]
  const rest = JSON.stringify(definitions)
  if (rest.includes(JSON.stringify(schema.$ref))) return schema
  delete definitions[name]
  return definition
}

const fileOf = name => `${name.replaceAll(' ', '_')}.json`

async function run() {
  const schemas = await generate()
  const files = new Map([...schemas].map(([name, text]) => [fileOf(name), text]))
  mkdirSync(folder, {recursive: true})
  const present = readdirSync(folder)
  const stale = [...files].filter(
    ([file, text]) => !present.includes(file) || readFileSync(join(folder, file), 'utf8') !== text,
  )
  const surplus = present.filter(file => !files.has(file))
  if (flags.check) {
    const names = [...stale.map(([file]) => file), ...surplus]
    if (names.length === 0) return
    console.error(`Out of date in ${relative(root, folder)}: ${names.join(', ')}\nRun: npm run schemas`)
    process.exitCode = 1
    return
  }
  for (const [file, text] of stale) writeFileSync(join(folder, file), text)
  for (const file of surplus) rmSync(join(folder, file))
}

run()
