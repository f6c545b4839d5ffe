/** `/hours|open/i`: between slashes stands a pattern, behind them its flags. Everything else is an exact text. */
const patternForm = /^\/(.+)\/([imsu]*)$/s

/** Why a text that looks like a pattern is none; undefined when it is well. */
export function patternFault(expected: string): string | undefined {
  try {
    toRegExp(expected)
    return undefined
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '')
  }
}

/** Whether a text is the expected one, or has what the pattern looks for. */
export function isText(expected: string, text: string): boolean {
  const pattern = toRegExp(expected)
  return pattern === undefined ? expected === text : pattern.test(text)
}

/** The exact text as an expectation: one that looks like a pattern becomes the pattern that it alone matches. */
export function toExpected(text: string): string {
  return patternForm.test(text) ? `/^${text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/` : text
}

function toRegExp(expected: string): RegExp | undefined {
  const [, source, flags] = patternForm.exec(expected) ?? []
  return source === undefined ? undefined : new RegExp(source, flags)
}
