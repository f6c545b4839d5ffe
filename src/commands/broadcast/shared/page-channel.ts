import type {Api} from '../../../api/index.ts'
import type {Channel} from '../../../bulk/delivery-options.ts'
import type {Context} from '../../../context.ts'
import {readEchoes} from './echoes.ts'
import {createLook} from './look-at-run.ts'
import {toOutcome} from './outcome.ts'
import type {ChannelNeeds, RunChannel} from './run-channel.ts'

/** Messages of the Page to people who wrote to it. */
export async function pageChannel(
  {clock, random, signal, io, connection}: Context,
  {api, manifest: {run}, aheadMs}: ChannelNeeds,
): Promise<RunChannel> {
  const isEmulator = (await connection()).target === 'emulator'
  return {
    send: createSender(api),
    look: createLook(api, {isEmulator, aheadMs, clock, random, signal}),
    echoesIn: file => () => readEchoes(io, file, run),
  }
}

/** Sends one message of a run, once: the run decides whether and when to send it again. */
export function createSender({messages}: Pick<Api, 'messages'>): Channel['send'] {
  return (request, signal) => toOutcome(messages.send(request, {retry: 'none', isOneOfMany: true, signal}))
}
