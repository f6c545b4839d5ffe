/** Whether a fault affects calls of the Graph API or deliveries to webhooks. */
export type FaultTarget = 'calls' | 'deliveries'

/**
 * The form of a value. `count`: a whole number, 0 or more; `few`: the same, up to what one delivery holds; `share`: from 0 to 1;
 * `ms` and `minutes`: a length of time, 0 or more; a list: one of these texts.
 */
export type FaultValue =
  | 'text'
  | 'count'
  | 'few'
  | 'share'
  | 'ms'
  | 'minutes'
  | 'status'
  | 'flag'
  | readonly string[]

export interface FaultField {
  readonly label: string
  readonly value: FaultValue
  readonly isRequired?: true
}

type Fields = Readonly<Record<string, FaultField>>

export interface EffectOfKind {
  /** In words: `break the connection`. */
  readonly does: string
  readonly fields: Fields
}

const accept = {label: 'carry out the call all the same', value: 'flag'} as const

/** Which calls or deliveries, and how often. Checked by `read-fault.ts`; the flags of `msgr emulator fault add` are the same. */
export const matchFields = {
  event: {label: 'field of the deliveries', value: 'text'},
  method: {label: 'method', value: 'text'},
  path: {label: 'path, with * for any part', value: 'text'},
  nth: {label: 'only the n-th', value: 'count'},
  probability: {label: 'this share of them', value: 'share'},
  seed: {label: 'seed of the choice', value: 'count'},
  times: {label: 'end after so many', value: 'count'},
  forMs: {label: 'end after this time', value: 'ms'},
} as const satisfies Fields

/** What a fault can do to a call, and to a delivery: each kind with the fields of its effect. */
export const effectKinds = {
  calls: {
    error: {
      does: "refuse with one of the platform's codes",
      fields: {
        code: {label: 'code', value: 'count', isRequired: true},
        subcode: {label: 'subcode', value: 'count'},
        minutes: {label: 'ask to wait, in minutes', value: 'minutes'},
        message: {label: 'message', value: 'text'},
        status: {label: 'HTTP status', value: 'status'},
        accept,
      },
    },
    status: {
      does: 'answer with this status and without JSON',
      fields: {
        status: {label: 'HTTP status', value: 'status', isRequired: true},
        body: {label: 'body', value: 'text'},
        accept,
      },
    },
    delay: {does: 'delay the answer', fields: {ms: {label: 'by', value: 'ms', isRequired: true}}},
    reset: {does: 'break the connection', fields: {accept}},
    withhold: {
      does: 'carry out the call and never answer',
      fields: {ms: {label: 'break the connection after', value: 'ms'}},
    },
  },
  deliveries: {
    duplicate: {
      does: 'deliver it once more, or this many more times',
      fields: {copies: {label: 'more times', value: 'few'}},
    },
    late: {
      does: 'deliver it after the next event, or after this many',
      fields: {events: {label: 'events that go first', value: 'few'}},
    },
    delay: {does: 'delay the delivery', fields: {ms: {label: 'by', value: 'ms', isRequired: true}}},
    gather: {
      does: 'deliver this many in one POST',
      fields: {
        count: {label: 'events', value: 'few', isRequired: true},
        into: {label: 'as', value: ['entries', 'items']},
      },
    },
  },
} as const satisfies Readonly<Record<FaultTarget, Readonly<Record<string, EffectOfKind>>>>
