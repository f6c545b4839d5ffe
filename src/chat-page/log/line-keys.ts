/** Moves the focus among the lines with the arrow keys, Home and End; right and left unfold and fold the receipts of a line. */
export function onLineKeys(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement
  const {activeElement: focused} = document
  const row = focused?.closest('.log-row-head')
  const fold = row?.querySelector<HTMLElement>('.log-fold')
  const isUnfolded = fold?.getAttribute('aria-expanded') === 'true'
  if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    if (fold === null || fold === undefined || isUnfolded === (event.key === 'ArrowRight')) return
    event.preventDefault()
    fold.click()
    return
  }
  const lines = [...list.querySelectorAll<HTMLElement>('.log-line')]
  const line = focused?.closest('.log-line') ?? row?.querySelector('.log-line')
  const at = lines.indexOf(line as HTMLElement)
  const next = {
    ArrowDown: Math.min(at + 1, lines.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: lines.length - 1,
  }[event.key]
  if (next === undefined) return
  event.preventDefault()
  lines[next]?.focus()
}
