import {MsgrError} from '../../errors.ts'
import {
  CALLING_FEATURE,
  type CallPermission,
  type CallSettings,
  type CallSettingsAnswer,
  callsRoutes as routes,
} from '../../platform/calls.ts'
import type {Psid} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {onlyIn, saysDone} from '../core/needs.ts'

/** Calls in Messenger. */
export const calls = (graph: GraphClient) => ({
  /** The answer is a list of one in Meta's SDK; one without a list is taken too. */
  settings: async (): Promise<CallSettings> => {
    const answer = await graph.request<CallSettings & {readonly data?: readonly CallSettings[]}>(
      routes.settings,
      {},
      {needs: []},
    )
    return onlyIn(answer) ?? {}
  },

  /**
   * Changes the settings that are given.
   * @throws {MsgrError} when the platform answers that it could not.
   */
  set: async (settings: CallSettings): Promise<void> => {
    const {success, result} = await graph.request<CallSettingsAnswer>(
      routes.set,
      {...settings},
      {needs: saysDone},
    )
    if (success === false || result === 'failure')
      throw new MsgrError('The platform answered that the call settings could not be set', {
        reason: 'unexpectedAnswer',
      })
  },

  /** Whether the Page may call a person. */
  permission: (psid: Psid) =>
    graph.request<CallPermission>(routes.permission, {psid}, {needs: ['actions?[].limits?[]']}),

  /** Turns calling on for the Page. */
  enable: () => graph.done(routes.enable, {features: [{feature: CALLING_FEATURE}]}),
})
