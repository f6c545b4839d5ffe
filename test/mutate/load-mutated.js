// Loads all of the part before the tests: what a module does when it is loaded would else be tested by the one test that loads it first.
const files = new Set(JSON.parse(process.env.MUTATE_FILES ?? '[]'))
for (const [file, load] of Object.entries(import.meta.glob('../../src/**/*.ts')))
  if (files.has(file.slice('../../'.length))) await load()
