/** A way of writing that slows readers down, and what to write in its place. */
interface Avoided {
  readonly pattern: RegExp
  readonly instead: string
}

/** Plain English as in the documentation of GitHub, Stripe or Node. */
const avoided: readonly Avoided[] = [
  {pattern: /\b(tells|told|telling)\b/, instead: 'reports, prints, says why, is notified of'},
  {pattern: /(?<!\b(?:cannot|can) )\btell\b(?!.{0,30}\bapart\b)/, instead: 'report, print, say why'},
  {pattern: /\byield(s|ed|ing)?\b(?!\*)/, instead: 'return'},
  {pattern: /\bof (its|their|his|her|our|your|an|one's) own\b/, instead: 'its own, their own'},
  {pattern: /\banew\b/, instead: 'again'},
  {pattern: /\bfor ever\b/, instead: 'permanently, always'},
  {
    pattern: /\b(is|are|am|be) meant\b|\bmeant (by|for|here|there)\b|\bwhat [a-z]+ meant\b/,
    instead: 'what it names, is for',
  },
  {
    pattern:
      /(?<!\b(?:there|here|where|which|what|who) )\b(is|are|was|were) (no|none)\b(?! (?:longer|such|more|less|later|earlier|matter|way|one|problem)\b)/,
    instead: 'is not',
  },
  {pattern: /\b(nobody|somebody|everybody) of\b/, instead: 'no person with, one of, all of'},
  {pattern: /\bunasked\b/, instead: 'by default, without being asked'},
  {pattern: /\b(heed|heeds|heeded)\b/, instead: 'follow, respect'},
  {pattern: /\bin vain\b/, instead: 'without success'},
  {pattern: /\b(thereby|whereby|therein|herein|thereof)\b/, instead: 'by that, in it'},
]

/** The same patterns for texts that are broken into lines, in any case. */
const patterns = avoided.map(({pattern, instead}) => ({
  pattern: new RegExp(pattern.source.replaceAll(' ', '\\s+'), 'gi'),
  instead,
}))

/** Names in code that name a deed instead of a thing. */
const avoidedNames = /\b(?:tell|tells|told)[A-Z]\w*|\b\w*(?:Told|Tried|Wanted)\b|\b(?:meet|greet|patient)\b/g

/** Words to avoid, and where they are. */
export interface WordFault {
  /** The line within the text, from 1. */
  readonly line: number
  readonly words: string
  readonly instead: string
}

/** The words of a text that are to be avoided. */
export function wordFaults(text: string): readonly WordFault[] {
  return patterns.flatMap(({pattern, instead}) =>
    [...text.matchAll(pattern)].map(({0: words, index}) => ({line: lineAt(text, index), words, instead})),
  )
}

/** The names in code that are to be avoided. `code` is source without its texts and comments. */
export function nameFaults(code: string): readonly WordFault[] {
  return [...code.matchAll(avoidedNames)].map(({0: words, index}) => ({
    line: lineAt(code, index),
    words,
    instead: 'a name for the thing itself',
  }))
}

/** Markdown without its fenced code, each line in its place. */
export function proseOf(markdown: string): string {
  let isCode = false
  return markdown
    .split('\n')
    .map(line => {
      const isFence = /^\s*```/.test(line)
      if (isFence) isCode = !isCode
      return isCode || isFence ? '' : line
    })
    .join('\n')
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
