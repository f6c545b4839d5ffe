import {readFileSync} from 'node:fs'
import {join} from 'node:path'

/** Texts that terminals, CI servers, spreadsheets or screen readers would obey, by effect. */
export const nastyStrings: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/nasty-strings.json'), 'utf8'),
)

/** All of them in one text, which may be a name or a message. */
export const nasty = `Ada ${Object.values(nastyStrings).join(' · ')}`

/** The same without lone surrogates and NUL; msgr accepts no file with these as text. */
export const nastyInFiles = nasty.replace(/[\ud800-\udfff\0]/g, '?')

/** The colours that msgr uses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ownColours = /\x1b\[(?:1|2|22|31|32|33|36|39)m/g
const obeyed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{M}{9}/u
/** msgr indents the lines of a long text, such as a wrapped cell, further than its own lines. */
const fakeLine = /^ {0,2}(?:[✔✖!·#] *)*FAKE/m
/** What the runner of GitHub takes for a command; msgr's own annotations have a title. */
const command = /##(?:\[|vso\[|teamcity\[)|^\s*::(?!(?:error|warning) (?:[^:\n]*,)?title=(?:msgr|Drift)::)/im

/** The part of a text that a terminal would obey; undefined if there is none. */
export const obeyedIn = (text: string): string | undefined => foundIn(text.replace(ownColours, ''), obeyed)

/** The part of a text that looks like a line of msgr but is not; undefined if there is none. */
export const fakeLineIn = (text: string): string | undefined =>
  foundIn(text.replace(ownColours, ''), fakeLine)

/** The part of a text that a CI runner would take for a command of msgr; undefined if there is none. */
export const commandIn = (text: string): string | undefined => foundIn(text, command)

function foundIn(text: string, pattern: RegExp): string | undefined {
  const {index, 0: found} = pattern.exec(text) ?? {index: -1}
  return index === -1
    ? undefined
    : JSON.stringify(text.slice(Math.max(0, index - 40), index + `${found}`.length + 40))
}
