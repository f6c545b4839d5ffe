import {MsgrError} from '../../errors.ts'
import type {Query} from '../../store/connection.ts'
import type {FailpointHit} from '../failpoints.ts'

/** Lines for one place of a journal. */
export interface Group {
  readonly run: string
  /** The place: 0 for the first group of a journal. */
  readonly seq: number
  /** Identifies who writes: a process that loses a run and takes it again has two numbers. */
  readonly epoch: number
  readonly entries: Buffer
}

interface Waiting extends Group {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

type Place = Pick<Group, 'run' | 'seq' | 'epoch'>

/**
 * Appends groups at their places, and only there: each follows its writer's group before it, and two cannot have one place. All runs of a
 * process share a statement: what gathers while one is under way goes with the next.
 */
export class Appender {
  readonly #query: Query
  readonly #failpoint: FailpointHit | undefined
  #waiting: Waiting[] = []
  #isBusy = false

  /** @param query runs statements again while the database is away */
  constructor(query: Query, failpoint?: FailpointHit) {
    this.#query = query
    this.#failpoint = failpoint
  }

  /**
   * Resolves when the group is durable. One that an earlier try has written counts, though its answer was lost.
   * @throws {MsgrError} with the reason `runTakenOver` if somebody else has the place, `storeForgot` if the group before it is gone.
   */
  append(group: Group): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({...group, resolve, reject})
      if (this.#isBusy) return
      this.#isBusy = true
      setImmediate(() => void this.#work())
    })
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const groups = this.#waiting
      this.#waiting = []
      await this.#write(groups).catch(error => {
        for (const {reject} of groups) reject(error)
      })
    }
    this.#isBusy = false
  }

  async #write(groups: readonly Waiting[]): Promise<void> {
    const places = [groups.map(({run}) => run), groups.map(({seq}) => seq), groups.map(({epoch}) => epoch)]
    this.#failpoint?.('append-begun')
    const written = await this.#query<Place>(
      `insert into msgr.journal (run, seq, epoch, entries)
       select g.run, g.seq, g.epoch, g.entries
         from unnest($1::text[], $2::int[], $3::bigint[], $4::bytea[]) g (run, seq, epoch, entries)
        where g.seq = 0 or exists (select from msgr.journal b where b.run = g.run and b.seq = g.seq - 1 and b.epoch = g.epoch)
       on conflict do nothing returning run, seq, epoch`,
      [...places, groups.map(({entries}) => entries)],
    )
    this.#failpoint?.('appended')
    const done = new Set(written.map(keyOf))
    const open = groups.filter(group => !done.has(keyOf(group)))
    for (const group of groups) if (done.has(keyOf(group))) group.resolve()
    if (open.length > 0) await this.#explain(open)
  }

  /** Finds out who has the places that were not to be had. */
  async #explain(groups: readonly Waiting[]): Promise<void> {
    const found = await this.#query<Place>(
      `select j.run, j.seq, j.epoch from msgr.journal j
         join unnest($1::text[], $2::int[]) g (run, seq) on j.run = g.run and j.seq in (g.seq, g.seq - 1)`,
      [groups.map(({run}) => run), groups.map(({seq}) => seq)],
    )
    for (const group of groups) {
      const at = (place: number) => found.find(({run, seq}) => run === group.run && seq === place)
      const there = at(group.seq)
      if (there?.epoch === group.epoch) group.resolve()
      else group.reject((there ?? at(group.seq - 1)) === undefined ? forgotten(group) : takenOver(group))
    }
  }
}

const keyOf = ({run, seq, epoch}: Place) => `${run} ${seq} ${epoch}`

const takenOver = ({run}: Place) =>
  new MsgrError(`The run ${run} was taken over by another process, so nothing more is sent here`, {
    reason: 'runTakenOver',
    data: {run},
  })

const forgotten = ({run}: Place) =>
  new MsgrError(
    `The store has lost the end of the journal of the run ${run}, which it had acknowledged: a replica took over without it. Nothing more is sent`,
    {reason: 'storeForgot', data: {run}},
  )
