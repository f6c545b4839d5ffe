import type {Style} from '../../terminal/view.ts'

/**
 * A drawing in which dark squares are ink, so that it can be read on any terminal: on paper of its own where there is
 * colour. Without, what is written is bright, as on a dark terminal.
 */
export function viewDrawing(blocks: string, {paper}: Style): string {
  if (paper === undefined) return invertBlocks(blocks)
  return blocks
    .split('\n')
    .map(line => paper(line))
    .join('\n')
}

/** Ink where there was none, and none where there was. */
export function invertBlocks(blocks: string): string {
  return blocks.replace(/[█▀▄ ]/g, block => opposites[block] ?? block)
}

const opposites: Readonly<Record<string, string>> = {'█': ' ', ' ': '█', '▀': '▄', '▄': '▀'}
