import {marked, type Token, type Tokens} from 'marked'
import {aligned} from '../terminal/table.ts'
import type {Style} from '../terminal/view.ts'
import {widthOf, wrapTo} from '../terminal/width.ts'
import {wrapCommand} from './help-text.ts'

const INDENT = '  '

/**
 * A page of the documentation for a terminal: its text below the headings in lines of that many columns, its code whole, commands
 * continued behind a backslash.
 * @param text Markdown.
 * @throws {Error} for Markdown that pages do not use, such as a picture.
 */
export function terminalPage(text: string, style: Style, width: number): string {
  const lines = marked.lexer(text).flatMap(token => blockLines(token, style, width - INDENT.length))
  return `${lines
    .map(line => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replaceAll(/^\n+|\n+$/g, '')}\n`
}

/** The lines of one block, with an empty line behind them. @param width Beside the indentation. */
function blockLines(token: Token, style: Style, width: number): readonly string[] {
  switch (token.type) {
    case 'space':
    case 'html': // what marks a generated part
      return ['']
    case 'heading': {
      const {depth, text} = token as Tokens.Heading
      return [`${depth > 2 ? INDENT : ''}${style.bold(text)}`, '']
    }
    case 'paragraph':
      return [...indented(wrapTo(inline(token.tokens, style), width, {runsOn: true})), '']
    case 'list':
      return [...indented(listLines(token as Tokens.List, style, width)), '']
    case 'code':
      return [...indented(codeLines(token as Tokens.Code, style, width)), '']
    case 'table':
      return [...indented(tableLines(token as Tokens.Table, style, width)), '']
    default:
      throw new Error(`A page has a ${token.type}, which a terminal does not show: ${token.raw}`)
  }
}

const indented = (lines: readonly string[]) => lines.map(line => `${INDENT}${line}`)

function listLines({items, ordered}: Tokens.List, style: Style, width: number): readonly string[] {
  return items.flatMap(({tokens}, index) => {
    const mark = ordered ? `${index + 1}. ` : '- '
    const room = width - mark.length
    const lines = tokens.flatMap(token => {
      if (token.type === 'list') return listLines(token as Tokens.List, style, room)
      if (token.type === 'code') return codeLines(token as Tokens.Code, style, room)
      return wrapTo(inlineOf(token, style), room, {runsOn: true})
    })
    return lines.map((line, at) => `${at === 0 ? mark : ' '.repeat(mark.length)}${line}`)
  })
}

/**
 * Commands are continued behind a backslash; other lines stay whole, so that they can be copied, and so do commands with a comment,
 * which no backslash continues.
 */
function codeLines({text, lang}: Tokens.Code, style: Style, width: number): readonly string[] {
  return text.split('\n').flatMap(line => {
    const inside = `${INDENT}${line}`
    const isCommand = lang === 'sh' || (lang === 'console' && line.startsWith('$ '))
    const isWide = widthOf(inside) > width
    if (isCommand) return isWide && !line.includes(' # ') ? wrapCommand(inside, width) : [inside]
    return [lang === 'console' ? style.faint(inside) : inside]
  })
}

/** In a cell, only what is code as a whole is styled: a style must not reach into the next column. */
function tableLines({header, rows}: Tokens.Table, style: Style, width: number): readonly string[] {
  const columns = header.map(({tokens}) => inline(tokens, style))
  const cells = rows.map(row =>
    row.map(({tokens}) =>
      tokens.length === 1 && tokens[0]?.type === 'codespan'
        ? style.accent(tokens[0].text)
        : inline(tokens, {...style, accent: same, bold: same}),
    ),
  )
  return aligned({columns, rows: cells}, style, width).trimEnd().split('\n')
}

const same = (text: string) => text

const inlineOf = (token: Token, style: Style) => inline((token as Tokens.Paragraph).tokens, style)

/** A run of text in one line. Code keeps its marks where there is no colour. */
function inline(tokens: readonly Token[] | undefined, style: Style): string {
  return (tokens ?? [])
    .map(token => {
      switch (token.type) {
        case 'codespan':
          return style.paper === undefined ? token.raw : style.accent(token.text)
        case 'strong':
          return style.bold(inline(token.tokens, style))
        case 'em':
          return inline(token.tokens, style)
        case 'link':
          return linkText(token as Tokens.Link, style)
        case 'text':
        case 'escape':
          return (token as Tokens.Text).tokens === undefined ? token.text : inlineOf(token, style)
        case 'html':
          return ''
        default:
          throw new Error(`A page has a ${token.type}, which a terminal does not show: ${token.raw}`)
      }
    })
    .join('')
    .replaceAll('\n', ' ')
}

/** Where to read on: another page by its command, an address as it is. What lies in the repository alone is not linked. */
function linkText({tokens, href}: Tokens.Link, style: Style): string {
  const text = inline(tokens, style)
  const [, page] = /^([\w-]+)\.md(?:#.*)?$/.exec(href) ?? []
  const target = page === undefined ? href : `msgr help ${page}`
  if (text.includes(target) || (page === undefined && !/^https?:/.test(href))) return text
  return `${text} (${style.accent(target)})`
}
