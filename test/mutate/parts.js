const bulk = 'src/bulk/'

/**
 * The mutated files, and the tests that must notice: those about these files, not every test that runs them.
 * This excludes tests that start the built program, because the build is not mutated.
 */
export const parts = [
  {
    name: 'signature',
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
    files: ['src/config/secret*.ts'],
    tests: ['config/*.test.ts', 'commands/login/*.test.ts'],
  },
  {
    name: 'api',
    files: ['src/api/core/**/*.ts'],
    tests: ['api/**/*.test.ts', 'commands/broadcast/shared/outcome.test.ts'],
  },
  {
    name: 'bulk/lists',
    files: [
      `${bulk}{recipient-rows,csv-records,separator,id-column,id-numbers,row-columns,kept-columns,file-columns}.ts`,
      `${bulk}{sheet-recipients,valid-rows,duplicates,lines,people-digest,personal-text,unknown-names,plan}.ts`,
      `${bulk}{recent-recipients,people-written,frozen-list,draft}.ts`,
      `${bulk}{manifest,run-id,run-name,verify-list}.ts`,
    ],
    tests: [
      'bulk/{recipient-rows,sheet-recipients,separator,id-columns,id-numbers,valid-rows,kept-columns,lines}.test.ts',
      'bulk/{people-digest,personal-text,plan,frozen-list,recent-recipients,refusals,run-name}.test.ts',
      'bulk/unknown-names.test.ts',
    ],
  },
  {
    name: 'bulk/sending',
    files: [
      `${bulk}{send-all,delivery,pace,breaker,holds,pass,workers,outcome,platform-clock,close-run}.ts`,
      `${bulk}{settle,echoes,delivery-options,failpoints}.ts`,
    ],
    tests: [
      'bulk/{send-all,delivery,delivery-turns,detached,durable,echoes,failpoints,holds,late-commit}.test.ts',
      'bulk/{breaker,pace,settle,standing,schedule,store-knows}.test.ts',
    ],
  },
  {
    name: 'bulk/hours',
    files: [`${bulk}{hours,hours-gate,hours-wait,schedule,forecast}.ts`],
    tests: ['bulk/{hours,hours-wait,schedule,forecast}.test.ts'],
  },
  {
    name: 'bulk/steering',
    files: [`${bulk}steering/*.ts`, `${bulk}{cancel,record-end,due-runs,runs}.ts`],
    tests: ['bulk/{steering,requests,standing,due-runs,record-end,runs}.test.ts'],
  },
  {
    name: 'bulk/files',
    files: [
      `${bulk}file-store/*.ts`,
      `${bulk}{journal,journal-entry,journal-mark,run-journal,checked-line,brief-entry,ledger,lock}.ts`,
      `${bulk}{run-counts,report,recipients-file,resumable-output}.ts`,
    ],
    tests: [
      'bulk/{file-store,runs,run-name,journal,journal-damage,durable,lock,brief-entry,standing,refusals,report,resumable-output,lines,plan}.test.ts',
    ],
  },
  {
    name: 'bulk/postgres',
    files: [
      `${bulk}postgres-store/*.ts`,
      `${bulk}{subscriber-names,settle-by-evidence,doubt,young-doubts}.ts`,
    ],
    globalSetup: 'helpers/postgres-folder.ts',
    tests: ['bulk/{postgres-*,store-contract,store-knows,subscriber-names,young-doubts}.test.ts'],
  },
  {
    name: 'bulk/opt-outs',
    files: [`${bulk}opt-outs/*.ts`],
    globalSetup: 'helpers/postgres-folder.ts',
    tests: ['bulk/opt-outs/*.test.ts'],
  },
  {
    name: 'bulk/imports',
    files: [`${bulk}{label-import,audience-import}/*.ts`, `${bulk}{batches,import-journal}.ts`],
    tests: [
      'bulk/{label-import,label-import/draft,audience-import,batches}.test.ts',
      'commands/{label,subscriber}/import.test.ts',
    ],
  },
  {
    name: 'tunnels',
    files: ['src/webhook/tunnels/*.ts'],
    tests: ['webhook/tunnels/*.test.ts'],
  },
  {
    name: 'outgoing',
    files: ['src/webhook/outgoing/*.ts'],
    tests: ['webhook/outgoing/*.test.ts'],
  },
  {
    name: 'webhook',
    files: ['src/webhook/*.ts'],
    tests: ['webhook/*.test.ts', 'library/webhook.test.ts'],
  },
  {
    name: 'spool',
    files: ['src/webhook/spool/*.ts'],
    tests: ['webhook/spool/*.test.ts', 'library/webhook-spool.test.ts'],
  },
]
