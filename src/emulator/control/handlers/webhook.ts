import {demandText} from '../../people/scene.ts'
import {takeReports} from '../forwarded-reports.ts'
import type {Handlers} from '../handler.ts'
import {borrowCallback, loanState, readLoan, returnCallback} from '../lent-callback.ts'
import {changeField} from '../webhook-fields.ts'

/** Lends an app's callback to a program, and changes its fields. */
export const webhookHandlers = {
  'GET webhook': ({world}, {query}) => loanState(world, query.url ?? ''),
  'POST webhook': ({world}, {json}) => borrowCallback(world, readLoan(json())),
  'POST webhook/field': ({world}, {json}) => changeField(world, json()),
  'POST webhook/forwarded': ({world, chat}, {json}) => takeReports(world, chat.activity, json()),
  'POST webhook/return': ({world}, {json}) => returnCallback(world, demandText({words: json()}, 'url')),
} satisfies Partial<Handlers>
