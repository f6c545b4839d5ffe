// What the marked msgr loads before itself. The folder is above the project: a test may leave out every variable.
const {join} = require('node:path')
const record = require('./recorder.cjs')

const folder = join(__dirname, '../../../..')
record({folder, marker: '', isProgram: true, doing: () => `msgr ${process.argv.slice(2).join(' ')}`})
