/** Something that was written, or passed to a program. */
export interface Written {
  /** `stdout`, `file`, `arguments from msgr` … */
  readonly kind: string
  /** For a file: its path below the folder of the run. Otherwise: the test or the command line. */
  readonly where: string
  /** The line with the secret. */
  readonly line: string
}

interface Allowed {
  readonly reason: string
  readonly fits: (written: Written) => boolean
}

/** The places where a secret belongs. Anywhere else, it is a leak. */
export const allowed: readonly Allowed[] = [
  {
    reason: 'the store of msgr login',
    fits: ({kind, where}) => kind === 'file' && /\/credentials\.yaml$/.test(where),
  },
  {
    reason: 'the state of an emulator, kept or exported: it is the platform, which knows its own tokens',
    fits: ({kind, where, line}) =>
      line.startsWith('{"format":"msgr-emulator"') ||
      (kind === 'file' &&
        (/\/emulator(?:\/|-)[^/]*(?:\/[^/]*)?\.(?:json|jsonl|journal)$/.test(where) ||
          line.startsWith('{"schemaVersion":'))),
  },
  {
    reason: 'the code of the emulator, bundled by a test',
    fits: ({kind, where}) => kind === 'file' && /msgr-emulator-\w+\/child\.mjs$/.test(where),
  },
  {
    reason: 'the environment that a test gives to a program, and the keys that it presses',
    fits: ({kind, where}) =>
      /^(?:environment|arguments) from test$/.test(kind) ||
      (kind === 'environment from msgr' && where.includes('/keep-tunnel.long.test.ts')),
  },
  {
    reason:
      'the environment of a program under emulator exec: the tokens of the emulator, which it is there for',
    fits: ({kind, where}) => kind === 'environment from msgr' && isExec(where),
  },
  {
    reason: "a test's own command, which prints the connection it was given",
    fits: ({kind, where}) => kind === 'output' && where.includes('/cli/target.test.ts'),
  },
  {
    reason: 'what a program of a test prints of that environment',
    fits: ({kind, where}) => /^(?:output|stdout|stderr)/.test(kind) && isExec(where),
  },
]

/** Both commands start a program with the tokens of the emulator. */
const isExec = (where: string) =>
  /(?:commands\/emulator\/exec(?:-webhook|-hosts)?(?:\.long)?|dashed-values)\.test\.ts|commands\/emulator\/test\/|^msgr (?:--\S+ )*emulator (?:exec|test) /.test(
    where,
  )
