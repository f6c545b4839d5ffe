import type {Style} from '../../terminal/view.ts'

/**
 * A drawing in which dark squares are ink, so that it can be read on any terminal: on a white background where there is
 * colour. Without colour, the text is assumed to be bright, as on a dark terminal.
 */
export function viewDrawing(blocks: string, {paper}: Style): string {
  if (paper === undefined) return invertBlocks(blocks)
  return blocks
    .split('\n')
    .map(line => paper(line))
    .join('\n')
}

/** Swaps ink and background. */
export function invertBlocks(blocks: string): string {
  return blocks.replace(/[█▀▄ ]/g, block => opposites[block] ?? block)
}

const opposites: Readonly<Record<string, string>> = {'█': ' ', ' ': '█', '▀': '▄', '▄': '▀'}
