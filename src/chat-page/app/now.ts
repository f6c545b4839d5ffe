import {useEffect, useState} from 'preact/hooks'
import {useChat} from './client-context.ts'

interface Ticker {
  readonly listeners: Set<() => void>
  readonly timer: ReturnType<typeof setInterval>
}

/** One for each interval: hundreds of lines that count the seconds are redrawn at once. */
const tickers = new Map<number, Ticker>()

/** The emulated time, refreshed at intervals. */
export function useNow(everyMs: number): number {
  const aheadMs = useChat(state => state.aheadMs)
  const [, redraw] = useState({})
  useEffect(() => onTick(everyMs, () => redraw({})), [everyMs])
  return Date.now() + aheadMs
}

/** Calls back at intervals until the returned function is called. */
function onTick(everyMs: number, listener: () => void): () => void {
  const {listeners, timer} = tickers.get(everyMs) ?? newTicker(everyMs)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    tickers.delete(everyMs)
  }
}

function newTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  const timer = setInterval(() => {
    for (const listener of [...listeners]) listener()
  }, everyMs)
  const ticker = {listeners, timer}
  tickers.set(everyMs, ticker)
  return ticker
}
