import {MAX_N_BEST, nlpModels, nlpConfigsRoutes as routes} from '../../platform/nlp-configs.ts'
import type {PlatformError} from '../errors.ts'
import {pageOf, type Resource} from '../world.ts'
import {invalid, notOneOf} from './refusals.ts'

/** What each parameter must be; returns the refusal, or undefined. Values of the query are texts. */
const checks: Readonly<Record<string, (value: unknown) => PlatformError | undefined>> = {
  nlp_enabled: value => booleanFault('nlp_enabled', value),
  model: value =>
    nlpModels.some(model => model === value) ? undefined : notOneOf('model', nlpModels, value),
  custom_token: value =>
    typeof value === 'string' && value !== '' ? undefined : invalid('Param custom_token must be a string.'),
  verbose: value => booleanFault('verbose', value),
  n_best: value => {
    const count = Number(value)
    return Number.isInteger(count) && count >= 1 && count <= MAX_N_BEST
      ? undefined
      : invalid(`Param n_best is out of range (1 to ${MAX_N_BEST})`)
  },
}

export const nlpConfigs: Resource = {
  [routes.set]: {
    tokens: ['page'],
    scopes: ['pages_messaging', 'pages_manage_metadata'],
    lacks: ['api_version', 'other_language_support'],
    answer: (_world, call) => {
      const given = Object.entries(call.params).filter(([name]) => Object.hasOwn(checks, name))
      for (const [name, value] of given) {
        const refusal = checks[name]?.(value)
        if (refusal !== undefined) throw refusal
      }
      const page = pageOf(call)
      page.nlpConfigs = {...page.nlpConfigs, ...Object.fromEntries(given)}
      return {success: true}
    },
  },
}

/** A switch as it was given: `true`, `"1"` … */
export const flagOf = (value: unknown): boolean => /^(true|1)$/.test(String(value))

/** Whether a value can be a switch. */
const isSwitch = (value: unknown): boolean => /^(true|false|1|0)$/.test(String(value))

function booleanFault(name: string, value: unknown): PlatformError | undefined {
  return isSwitch(value) ? undefined : invalid(`Param ${name} must be a boolean.`)
}
