import {join} from 'node:path'
import {defineConfig} from 'vitest/config'
import config from '../vitest.config.ts'

/** What the short form leaves out: how the chat page looks at every size, and its rarer keys and templates. */
const inDetail = [
  'chat-page/conversation-scrolling',
  'chat-page/conversation-templates',
  'chat-page/everyone',
  'chat-page/page-layout',
  'chat-page/people',
  'chat-page/pictures',
  'chat-page/screens',
]
const isShort = process.env['MSGR_SOAK'] === 'short'

/** The tests that take long: kills, memory, the package, the chat page in detail. `npm run soak` runs them, and CI in a short form. */
export default defineConfig({
  test: {
    ...config.test,
    // A server of PostgreSQL is started only where a test asks for one.
    globalSetup: [join(import.meta.dirname, '../helpers/postgres-folder.ts')],
    include: ['**/*.long.test.ts'],
    exclude: isShort ? inDetail.map(name => `${name}.long.test.ts`) : [],
  },
})
