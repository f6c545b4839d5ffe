import type {Hints} from './hint.ts'

/** The database that machines share. */
export const storeHints = {
  storeAway: 'See which store is in use: msgr config show --origin',
  storeReadOnly: 'Name the server that writes, in --store or MSGR_STORE',
  storePassword: 'See where user and password come from: msgr config show --origin',
  storePermission:
    'Grant the user what it lacks (msgr_worker holds the rights of workers), or let an administrator run: msgr store init',
  storeNoDatabase: 'Create it, for example: createdb msgr',
  storeWithoutTls:
    'Switch it on at the server. In a network that nobody else can read: sslmode=disable and MSGR_STORE_UNENCRYPTED=1',
  storeCertificate:
    'Name the file with the certificate of its authority in the address: sslrootcert=/path/ca.pem',
  storeForgetful: ({setting}) => `Switch ${setting} on at the server, or use another one`,
  storeNotSetUp: 'Set it up: msgr store init',
  storeSchemaOlder: 'Bring it up to date: msgr store upgrade',
  storeSchemaNewer: 'Install a newer msgr',
  pageLocked: ({pageId}) => `Try again when it has ended. If it no longer runs: msgr page unlock ${pageId}`,
  pageChanged: 'Run it again: it reads the Page as it is now',
  runTakenOver: ({run}) => `To follow it: msgr broadcast status ${run} --watch`,
  doubtsTooYoung: ({seconds}) =>
    `Nothing was sent. Try again in ${seconds} s; without --in-doubt, the others are sent to now`,
  storeForgot: ({run}) =>
    `Find out who got it before anything else is sent: msgr broadcast resume ${run} --in-doubt check`,
} as const satisfies Hints
