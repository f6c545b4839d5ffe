import type {JSX} from 'preact'

const link = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'’”]/giu

/** A text whose URLs are links that open in a new tab. */
export function LinkedText({text}: {readonly text: string}): JSX.Element {
  const parts: (string | JSX.Element)[] = []
  let end = 0
  for (const match of text.matchAll(link)) {
    parts.push(text.slice(end, match.index))
    parts.push(
      <a href={match[0]} target="_blank" rel="noreferrer noopener">
        {match[0]}
      </a>,
    )
    end = match.index + match[0].length
  }
  parts.push(text.slice(end))
  return <>{parts}</>
}
