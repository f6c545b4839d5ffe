import type {Hints} from './hint.ts'

/** Lists of people, runs and their files. */
export const bulkHints = {
  idColumnUnknown: ({columns}) => `Name the column: --psid-column NAME, one of ${columns}`,
  noIdColumn: ({column}) =>
    `Name the column ${column}, as in: ${column},name – or say which it is: --psid-column NAME`,
  sheetUnclear: ({sheet}) => `Choose one: --sheet ${/^[\w.-]+$/.test(sheet) ? sheet : `"${sheet}"`}`,
  tooManyLabels: 'Is it the right column? Name it: --label-column NAME',
  runCanceled: 'To send to the rest, plan a new run: msgr broadcast report --help',
  runLocked: 'Wait until it ends, or see its progress: msgr broadcast status last',
  runNotFound: 'List them: msgr broadcast list',
  runNameUnusable: 'Write it like --name spring-sale',
  runNameOfPages: 'Name its Page with --page, or type the id of the run',
  planChanged: ({noun}) =>
    `Put the file back as it was, or ${noun === 'run' ? 'plan a new run: msgr broadcast send --help' : 'import the file again: assigning a label twice is harmless'}`,
  outputExists: 'Write another file, or replace it: --overwrite',
  outputOfAnotherSource:
    'Continue with the options it was started with, write another file, or start again: --overwrite',
  rowsInvalid:
    'Correct these rows, or leave them out: --skip-invalid. To write them to their own file: --rejects bad.csv',
  journalCopied:
    'Nothing was sent. If you are sure that nobody was written to after the copy was made: --accept-copy',
  personOptedOut: ({psid}) => `If they asked to get messages again: msgr optout remove ${psid}`,
  optOutsDamaged:
    'Nothing was sent, so that nobody who opted out gets a message. Restore the file from a backup; without one, take the line out and add whom it named: msgr optout add PSID',
  optOutsLocked: 'Try again when it has ended',
  encodingUnknown: ({suggestedEncoding}) =>
    `Save it as UTF-8 – from a spreadsheet, as CSV UTF-8 – or name its encoding: --encoding ${suggestedEncoding}`,
} as const satisfies Hints
