import {readFileSync} from 'node:fs'
import {join} from 'node:path'

/** Texts that terminals, CI servers, spreadsheets or readers would obey, by what they do. */
export const nastyStrings: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/nasty-strings.json'), 'utf8'),
)

/** All of them in one text, which a name or a message can be. */
export const nasty = `Ada ${Object.values(nastyStrings).join(' · ')}`

/** The same without halves of letters and NUL, with which msgr takes no file for a text. */
export const nastyInFiles = nasty.replace(/[\ud800-\udfff\0]/g, '?')

/** What msgr itself paints with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ownColours = /\x1b\[(?:1|2|22|31|32|33|36|39)m/g
const obeyed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{M}{9}/u
/** Deeper than its own lines a text of several is, such as a cell that is wrapped. */
const fakeLine = /^ {0,2}(?:[✔✖!·#] *)*FAKE/m
/** As the runner of GitHub reads a line; its own annotations name a title. */
const command = /##(?:\[|vso\[|teamcity\[)|^\s*::(?!(?:error|warning) (?:[^:\n]*,)?title=(?:msgr|Drift)::)/im

/** What a terminal would obey of a text that was written to it; undefined when nothing. */
export const obeyedIn = (text: string): string | undefined => foundIn(text.replace(ownColours, ''), obeyed)

/** What looks like a line of msgr's in a text and is none. */
export const fakeLineIn = (text: string): string | undefined =>
  foundIn(text.replace(ownColours, ''), fakeLine)

/** What the runner of a CI job would take for a command of msgr's and is none. */
export const commandIn = (text: string): string | undefined => foundIn(text, command)

function foundIn(text: string, pattern: RegExp): string | undefined {
  const {index, 0: found} = pattern.exec(text) ?? {index: -1}
  return index === -1
    ? undefined
    : JSON.stringify(text.slice(Math.max(0, index - 40), index + `${found}`.length + 40))
}
