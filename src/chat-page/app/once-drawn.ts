/**
 * Acts once what was set in the store or in a component is drawn, and before the next key press: drawing is a microtask, queued by the
 * change. An animation frame would come later, and keys that are typed until then would go to what had the focus.
 */
export function onceDrawn(act: () => void): void {
  queueMicrotask(act)
}
