import type {Hints} from './hint.ts'

/** The emulator, where it is told what to do. */
export const emulatorHints = {
  emulatorGone:
    'The msgr emulator exec that set it has ended; to use another emulator: unset MSGR_EMULATOR_URL',
} as const satisfies Hints
