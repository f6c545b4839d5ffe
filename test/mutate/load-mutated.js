// Loads all of the part before the tests: what a module does when it is loaded would else be tested by the one test that loads it first.
const folder = `../../${process.env.MUTATE_FOLDER}`
for (const [file, load] of Object.entries(import.meta.glob('../../src/**/*.ts')))
  if (file.startsWith(folder)) await load()
