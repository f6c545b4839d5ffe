/**
 * The mutated files, and the tests that must notice: those about these files, not every test that runs them.
 * This excludes tests that start the built program, because the build is not mutated.
 */
export const parts = [
  {
    name: 'signature',
    folder: 'src/platform/signature',
    files: ['src/platform/signature*.ts'],
    tests: [
      'platform/signature.test.ts',
      'webhook/handle-webhook.test.ts',
      'api/core/graph-client.test.ts',
      'commands/signed-request/verify.test.ts',
    ],
  },
  {
    name: 'secrets',
    folder: 'src/config/secret',
    files: ['src/config/secret*.ts'],
    tests: ['config/*.test.ts', 'commands/login/*.test.ts'],
  },
  {
    name: 'api',
    folder: 'src/api/core/',
    files: ['src/api/core/**/*.ts'],
    tests: ['api/**/*.test.ts', 'commands/broadcast/shared/outcome.test.ts'],
  },
  {
    name: 'bulk',
    folder: 'src/bulk/',
    files: ['src/bulk/**/*.ts'],
    globalSetup: 'helpers/postgres-folder.ts',
    tests: ['bulk/**/*.test.ts', 'commands/label/import.test.ts', 'commands/subscriber/import.test.ts'],
  },
  {
    name: 'tunnels',
    folder: 'src/webhook/tunnels/',
    files: ['src/webhook/tunnels/*.ts'],
    tests: ['webhook/tunnels/*.test.ts'],
  },
  {
    name: 'outgoing',
    folder: 'src/webhook/outgoing/',
    files: ['src/webhook/outgoing/*.ts'],
    tests: ['webhook/outgoing/*.test.ts'],
  },
  {
    name: 'webhook',
    folder: 'src/webhook/',
    files: ['src/webhook/*.ts'],
    tests: ['webhook/*.test.ts', 'library/webhook.test.ts'],
  },
]
