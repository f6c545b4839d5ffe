import {demandText} from '../../people/scene.ts'
import type {Handlers} from '../handler.ts'
import {borrowCallback, loanState, readLoan, returnCallback} from '../lent-callback.ts'

/** Lends an app's callback to a program. */
export const webhookHandlers = {
  'GET webhook': ({world}, {query}) => loanState(world, query.url ?? ''),
  'POST webhook': ({world}, {json}) => borrowCallback(world, readLoan(json())),
  'POST webhook/return': ({world}, {json}) => returnCallback(world, demandText({words: json()}, 'url')),
} satisfies Partial<Handlers>
