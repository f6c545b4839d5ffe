import type {Hints} from './hint.ts'

/** Commands of the emulator itself. */
export const emulatorHints = {
  emulatorGone:
    'The msgr emulator exec that set it has ended; to use another emulator: unset MSGR_EMULATOR_URL',
  emulatorStateLocked: 'Run one emulator for all commands: msgr emulator start',
  emulatorStateUnreadable: 'Start over: msgr emulator reset',
  emulatorStateNotKept: 'Fix that, or run one that keeps nothing: msgr emulator start --ephemeral',
  emulatorPortTaken: 'Choose another: --port 4011, or any free one: --port 0',
  emulatorEmpty: 'Start over: msgr emulator reset',
  notAnExport: 'Write one with: msgr emulator export --out <file>',
  traitUnknown: ({known}) =>
    `It reads ${known.join(', ')}; your own model can read anything: msgr nlp set --model CUSTOM`,
} as const satisfies Hints
