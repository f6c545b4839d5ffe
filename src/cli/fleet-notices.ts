import type {Target} from '../commands/shared/arguments/targets.ts'
import type {Context} from '../context.ts'
import type {Place} from '../errors.ts'

type Io = Context['io']

interface Notice {
  readonly kind: 'note' | 'warn'
  readonly lines: readonly string[]
  readonly place: Place | undefined
  readonly pages: Set<string>
}

export interface FleetNotices {
  /** What the run of a Page writes to: its warnings and notes are gathered. */
  readonly of: (target: Target) => Io
  /** Writes each warning and note once, with the Pages it is about. */
  readonly show: () => void
}

/** Gathers what several Pages warn of, because much of it is the same for all of them. */
export function gatherNotices(io: Io): FleetNotices {
  const notices = new Map<string, Notice>()
  const add = (kind: Notice['kind'], page: string, given: string | readonly string[], place?: Place) => {
    const lines = [given].flat()
    const key = JSON.stringify([kind, lines, place])
    const notice = notices.get(key) ?? {kind, lines, place, pages: new Set()}
    notice.pages.add(page)
    notices.set(key, notice)
  }
  return {
    of: ({name = ''}) =>
      Object.assign(Object.create(io), {
        note: (lines: string | readonly string[]) => add('note', name, lines),
        warn: (lines: string | readonly string[], place?: Place) => add('warn', name, lines, place),
      }),
    show: () => {
      for (const {kind, lines, place, pages} of notices.values()) {
        const [first = '', ...more] = lines
        const [only = ''] = pages
        io[kind]([`${pages.size === 1 ? only : `${pages.size} Pages`}: ${first}`, ...more], place)
      }
    },
  }
}
