import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import {isError} from '../data/entries.ts'

/** A rule before what a person did, with what the bot made of it. */
export interface TurnRow {
  readonly kind: 'turn'
  /** What the person did. */
  readonly entry: ActivityEntry
  /** From the event until the bot's first call. */
  thoughtMs?: number
  sends: number
  /** The platform's time in all of them. */
  sendMs: number
}

/** A line with the receipts that fold under it. */
export interface LineRow {
  readonly kind: 'line'
  readonly entry: ActivityEntry
  readonly receipts: ActivityEntry[]
  /** Whose turn it is in. */
  readonly turnOf: string | undefined
}

export type Row = TurnRow | LineRow

export const keyOf = ({kind, entry}: Row): string => (kind === 'turn' ? `turn-${entry.id}` : entry.id)

/**
 * The log as it is drawn: each act of a person begins a turn, and echoes, deliveries and reads fold under the line of their
 * message. Errors are never folded away.
 * @param isShown Whether an entry passes the filter; the others still count for the times of a turn.
 * @param isFolding Whether receipts fold.
 */
export function toRows(
  entries: readonly ActivityEntry[],
  isShown: (entry: ActivityEntry) => boolean,
  isFolding: boolean,
): readonly Row[] {
  const rows: Row[] = []
  const lineOf = new Map<string, LineRow>()
  const newestSend = new Map<string, LineRow>()
  const turns = new Map<string, Turn>()
  let drawn: Turn | undefined
  for (const entry of entries) {
    const turn = turnAfter(entry, turns)
    if (!isShown(entry)) continue
    const parent = isFolding && isReceipt(entry) ? parentOf(entry, lineOf, newestSend) : undefined
    if (parent !== undefined) {
      parent.receipts.push(entry)
      continue
    }
    if (turn !== undefined && !turn.isDrawn) {
      turn.isDrawn = true
      rows.push(turn.row)
      drawn = turn
    }
    const line: LineRow = {kind: 'line', entry, receipts: [], turnOf: drawn?.row.entry.psid}
    rows.push(line)
    for (const mid of midsOf(entry)) if (!lineOf.has(mid)) lineOf.set(mid, line)
    if (entry.part === 'send' && entry.psid !== undefined) newestSend.set(entry.psid, line)
  }
  return rows
}

interface Turn {
  readonly row: TurnRow
  /** The apps that got the event. */
  readonly apps: Set<string | undefined>
  isDrawn: boolean
}

/** The turn of a person after an entry; notes the times of the bot. */
function turnAfter(entry: ActivityEntry, turns: Map<string, Turn>): Turn | undefined {
  const {psid, part, kind, appId, atMs, ms = 0} = entry
  if (psid === undefined) return undefined
  const before = turns.get(psid)
  if (part === 'act') {
    if (before !== undefined && isSameAct(before, entry)) {
      before.apps.add(appId)
      return before
    }
    const turn = {
      row: {kind: 'turn', entry, sends: 0, sendMs: 0} as TurnRow,
      apps: new Set([appId]),
      isDrawn: false,
    }
    turns.set(psid, turn)
    return turn
  }
  if (before === undefined || kind !== 'call') return before
  const {row} = before
  row.thoughtMs ??= Math.max(0, atMs - (row.entry.sentMs ?? row.entry.atMs))
  if (part === 'send') {
    row.sends += 1
    row.sendMs += ms
  }
  return before
}

/** Whether another app got the same event. */
const isSameAct = ({row, apps}: Turn, {mid, topic, appId}: ActivityEntry): boolean =>
  mid !== undefined && mid === row.entry.mid && topic === row.entry.topic && !apps.has(appId)

const isReceipt = (entry: ActivityEntry): boolean => entry.part === 'receipt' && !isError(entry)

/** The line of the message that a receipt is about; a read names none, and is about all before it. */
function parentOf(
  entry: ActivityEntry,
  lineOf: ReadonlyMap<string, LineRow>,
  newestSend: ReadonlyMap<string, LineRow>,
): LineRow | undefined {
  for (const mid of midsOf(entry)) {
    const line = lineOf.get(mid)
    if (line !== undefined) return line
  }
  return newestSend.get(entry.psid ?? '')
}

const midsOf = ({mid, mids}: ActivityEntry): readonly string[] => mids ?? (mid === undefined ? [] : [mid])
