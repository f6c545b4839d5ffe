import type {Command} from 'commander'
import {cleanSecret} from '../../config/secret-text.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {nearest} from '../../platform/near-miss.ts'
import {MAX_N_BEST, type NlpConfigs, type NlpModel, nlpModels} from '../../platform/nlp-configs.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import type {Own} from '../shared/wording/own-names.ts'

interface Options {
  readonly enable?: boolean
  readonly disable?: boolean
  readonly model?: string
  readonly customTokenFrom?: string
  readonly nBest?: string
  readonly verboseNlp?: boolean
}

/** What was set; for a custom token, only that it was set. */
export type SetNlp = Omit<Own<NlpConfigs>, 'customToken'> & {readonly customToken: 'set' | undefined}

export function declare(command: Command): void {
  command
    .option('--enable', 'detect entities and traits in messages')
    .option('--disable', 'stop detecting them')
    .option('--model <model>', nlpModels.join(', '))
    .addOption(
      completedOption(
        'files',
        '--custom-token-from <file>',
        'the server token of a Wit.ai app, from a file; - reads standard input',
      ),
    )
    .option('--n-best <n>', `how many readings of each entity, 1 to ${MAX_N_BEST}`)
    .option('--verbose-nlp', 'include the position of each entity in the text')
    .option('--no-verbose-nlp', 'leave the positions out')
    .addHelpText(
      'after',
      `
Settings that are not given stay unchanged. The platform does not show the current settings.

Examples:
  $ msgr nlp set --enable --model ENGLISH
  $ msgr nlp set --model CUSTOM --custom-token-from wit-token.txt`,
    )
}

export async function run(context: Context, options: Options): Promise<SetNlp> {
  const configs = await readConfigs(context, options)
  if (Object.keys(configs).length === 0)
    throw new UsageError('There is nothing to set', {hint: 'Give a setting: msgr nlp set --enable'})
  const {nlpConfigs} = await context.api()
  await nlpConfigs.set(configs)
  const {nlp_enabled: nlpEnabled, model, n_best: nBest, verbose, custom_token: token} = configs
  return {nlpEnabled, model, nBest, verbose, customToken: token === undefined ? undefined : 'set'}
}

/** @throws {UsageError} for a value that the platform does not know. */
async function readConfigs({io}: Context, options: Options): Promise<NlpConfigs> {
  const {enable, disable, model, customTokenFrom, nBest, verboseNlp} = options
  if (enable && disable) throw new UsageError('--enable and --disable exclude each other')
  return {
    ...(enable || disable ? {nlp_enabled: enable === true} : {}),
    ...(model === undefined ? {} : {model: parseModel(model)}),
    ...(nBest === undefined ? {} : {n_best: parseNBest(nBest)}),
    ...(verboseNlp === undefined ? {} : {verbose: verboseNlp}),
    ...(customTokenFrom === undefined
      ? {}
      : {custom_token: parseToken(await io.readText(customTokenFrom), customTokenFrom)}),
  }
}

function parseModel(text: string): NlpModel {
  const known = nlpModels.find(model => model === text.toUpperCase())
  if (known !== undefined) return known
  const suggestion = nearest(text.toUpperCase(), nlpModels)
  throw new UsageError(`--model ${text} is not known`, {
    hint: suggestion === undefined ? `Use one of: ${nlpModels.join(', ')}` : `Did you mean ${suggestion}?`,
  })
}

function parseNBest(text: string): number {
  if (/^[0-9]+$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_N_BEST) return Number(text)
  throw new UsageError(`--n-best ${text} is not a number from 1 to ${MAX_N_BEST}`)
}

/** @throws {UnauthorisedError} for a text that cannot be a token. */
const parseToken = (text: string, file: string) =>
  cleanSecret(text, 'token', file === '-' ? 'Standard input' : file)

/** Their names on the platform and in a Page file. */
const wireNames = {
  nlpEnabled: 'nlp_enabled',
  model: 'model',
  nBest: 'n_best',
  verbose: 'verbose',
  customToken: 'custom_token',
} as const

export const view: View<SetNlp> = (set, {good}) =>
  `${good('✔')} Set ${Object.entries(wireNames)
    .map(([name, wire]) => [wire, set[name as keyof SetNlp]] as const)
    .flatMap(([name, value]) =>
      value === undefined ? [] : name === 'custom_token' ? name : `${name} ${value}`,
    )
    .join(', ')}`
