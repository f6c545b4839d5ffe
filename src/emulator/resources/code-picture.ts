import {createHash} from 'node:crypto'
import type {StoredCode} from '../state/page.ts'

const RINGS = 4
const DOTS_PER_RING = 48

/**
 * The picture of a Messenger Code, as PNG: rings of dots around a disc, other ones for each Page and ref. It has the form of
 * the real ones; what they held in their dots was never published.
 */
export async function drawCode({pageId, ref = '', pixels}: StoredCode): Promise<Buffer> {
  const {toPngBuffer} = await import('lean-qr/extras/node_export')
  const bits = createHash('sha256').update(`${pageId} ${ref}`).digest()
  const centre = pixels / 2
  const isInk = (x: number, y: number): boolean => {
    const [dx, dy] = [x + 0.5 - centre, y + 0.5 - centre]
    const radius = Math.hypot(dx, dy) / centre
    if (radius < 0.5) return true
    const ring = Math.floor((radius - 0.56) / 0.1)
    const depth = (radius - 0.56) / 0.1 - ring
    if (ring < 0 || ring >= RINGS || depth > 0.6) return false
    const dot = Math.floor(((Math.atan2(dy, dx) + Math.PI) / (2 * Math.PI)) * DOTS_PER_RING) % DOTS_PER_RING
    const index = ring * DOTS_PER_RING + dot
    return ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
  }
  return Buffer.from(toPngBuffer({size: pixels, get: isInk}, {pad: 0, scale: 1}))
}
