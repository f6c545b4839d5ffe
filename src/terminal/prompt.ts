import type {Readable} from 'node:stream'
import type {Prompt, TextOptions} from '../context.ts'
import {CancelledError, InterruptedError, MsgrError, UsageError} from '../errors.ts'
import {oneLine} from '../text/one-line.ts'
import {harmless, painted} from './harmless.ts'

export interface PromptOptions {
  /** Whether a person can answer. */
  readonly isInteractive: () => boolean
  /** `--yes`: every question is answered with yes. */
  readonly isAgreed: boolean
  /** Read when a question is asked. */
  readonly streams: {readonly stdin: Readable; readonly stderr: NodeJS.WritableStream}
  readonly signal: AbortSignal
}

/** Questions on stderr, so that a piped result stays clean. */
export function createPrompt({isInteractive, isAgreed, streams, signal}: PromptOptions): Prompt {
  async function ask<Answer>(question: Question, flag: string): Promise<Answer> {
    if (!isInteractive()) {
      throw new UsageError(`Nobody can answer here: ${question.message}`, {hint: `Answer with ${flag}`})
    }
    const {createPromptModule} = await import('inquirer')
    const leaving = watchForEnd(streams.stdin)
    const prompt = createPromptModule({
      input: streams.stdin,
      output: streams.stderr,
      signal: AbortSignal.any([signal, leaving.signal]),
    })
    try {
      // Its type covers every kind of question and is too slow to check for a question that is built at run time.
      const {answer} = await (prompt as unknown as AskOne<Answer>)([
        {...shownQuestion(question), name: 'answer'},
      ])
      return answer
    } catch (error) {
      if (!isEndOfPrompt(error)) throw error
      if (signal.aborted) throw signal.reason
      // Ctrl-D and the end of the input are not an answer; Ctrl-C in a question is a key.
      throw leaving.signal.aborted ? cancelled(flag) : new InterruptedError(error)
    } finally {
      leaving.stop()
    }
  }

  const confirm = (question: string, flag: string) =>
    ask<boolean>({type: 'confirm', message: question, default: false}, flag)

  return {
    agree: async (question, {flag = '--yes', isSeparate = false, declined = UNCHANGED} = {}) => {
      const isAgreedTo = isAgreed && !isSeparate
      if (!(isAgreedTo || (await confirm(question, flag)))) throw cancelled(flag, declined)
    },
    confirm: async (question, flag = '--yes') => isAgreed || confirm(question, flag),
    secret: (question, flag) => ask<string>({type: 'password', message: question, mask: '*'}, flag),
    text: async (question, flag, {initial, check} = {}) => {
      // A refused answer may be a secret: it does not stay on the screen.
      const theme = {validationFailureMode: 'clear'}
      const validate = (answer: string) => whyNot(check, answer.trim())
      const answer = await ask<string>(
        {type: 'input', message: question, default: initial, validate, theme},
        flag,
      )
      return answer.trim()
    },
    choose: (question, choices, flag) => ask({type: 'select', message: question, choices}, flag),
    chooseSome: (question, choices, flag) =>
      ask({type: 'checkbox', message: question, choices, validate: hasChosen}, flag),
  }
}

const UNCHANGED = 'Nothing was changed'

const cancelled = (flag: string, message = UNCHANGED) =>
  new CancelledError(message, {hint: `To continue without being asked: ${flag}`})

/** Names in a question or its default may come from others: what is shown is what Enter answers. */
function shownQuestion({choices, default: proposed, ...question}: Question): Question {
  return {
    ...question,
    message: shown(question.message),
    default: typeof proposed === 'string' ? shown(proposed) : proposed,
    ...(choices && {choices: choices.map(choice => ({...choice, name: shown(choice.name)}))}),
  }
}

const shown = (text: string) => painted(harmless(oneLine(text)))

/** Why an answer is refused, or true. */
function whyNot(check: TextOptions['check'], answer: string): string | true {
  try {
    check?.(answer)
    return true
  } catch (error) {
    if (error instanceof MsgrError) return shown(error.message)
    throw error
  }
}

const hasChosen = (chosen: readonly unknown[]) => chosen.length > 0 || 'Choose with the space bar, then Enter'

/** Ctrl-D, or the end of the input: inquirer would wait forever for an answer. */
function watchForEnd(stdin: Readable): {readonly signal: AbortSignal; readonly stop: () => void} {
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  const onKey = (_text: unknown, key?: {readonly ctrl?: boolean; readonly name?: string}) => {
    if (key?.ctrl === true && key.name === 'd') leave()
  }
  stdin.on('keypress', onKey)
  stdin.on('end', leave)
  return {
    signal: leaving.signal,
    stop: () => {
      stdin.off('keypress', onKey)
      stdin.off('end', leave)
    },
  }
}

interface Question {
  readonly type: 'confirm' | 'password' | 'input' | 'select' | 'checkbox'
  readonly message: string
  readonly default?: boolean | string | undefined
  readonly mask?: string
  readonly choices?: readonly {readonly name: string}[]
  readonly validate?: (answer: never) => string | boolean
  readonly theme?: object
}

type AskOne<Answer> = (questions: readonly object[]) => Promise<{answer: Answer}>

function isEndOfPrompt(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['ExitPromptError', 'AbortPromptError', 'CancelPromptError'].includes(error.name)
  )
}
