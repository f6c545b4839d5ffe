import type {Command} from 'commander'
import {outsidePlaceholders, withoutPlaceholders} from '../../../bulk/personal-text.ts'
import {UsageError} from '../../../errors.ts'
import {leadsIntoMessenger, mapLinks} from '../../../platform/message-links.ts'

export interface LinkTagsFlag {
  readonly linkTags?: readonly string[]
}

/** A query parameter that is added to links: `utm_source=messenger`. */
interface LinkTag {
  readonly name: string
  readonly value: string
}

export const declareLinkTags = (command: Command): Command =>
  command.option(
    '--link-tags <name=value>',
    'add query parameters to the links of buttons and cards, such as utm_source=messenger,utm_campaign=spring; repeatable',
    (text: string, texts: readonly string[] = []) => [...texts, text],
  )

/** For the help of a command with `--link-tags`. */
export const linkTagsHelp = `--link-tags leaves a parameter that a link has already, links to m.me, other addresses than http and https, and links in texts as they
are. Values are encoded, a comma in one is %2C, and {{column}} is filled in.`

/** A message whose links have the tags, and these links. */
export interface TaggedMessage<Message> {
  readonly message: Message
  /** As they are sent; undefined without `--link-tags`. */
  readonly links: readonly string[] | undefined
}

/** @throws {UsageError} for a tag that is not `name=value`, a link that is only a placeholder, and a message without links. */
export function withLinkTags<Message>(message: Message, {linkTags}: LinkTagsFlag): TaggedMessage<Message> {
  if (linkTags === undefined) return {message, links: undefined}
  const tags = parseTags(linkTags)
  const links: string[] = []
  const tagged = mapLinks(message, ({url, path}) => {
    if (url.startsWith('{{') && !url.startsWith('{{{{')) throw onlyPlaceholder(url, path)
    if (!/^https?:\/\//i.test(url) || leadsIntoMessenger(url)) return url
    const link = addTags(url, tags)
    links.push(link)
    return link
  })
  if (links.length === 0) throw noLinks(message)
  return {message: tagged, links: [...new Set(links)]}
}

function parseTags(texts: readonly string[]): readonly LinkTag[] {
  const tags = texts.flatMap(text => text.split(',')).map(toTag)
  const twice = tags.find(({name}, index) => tags.findIndex(other => other.name === name) < index)
  if (twice === undefined) return tags
  throw new UsageError(`--link-tags has ${twice.name} twice`, {hint: 'Leave one out'})
}

function toTag(text: string): LinkTag {
  const [, name, value] = /^\s*([^\s=&?#]+)=(\S(?:.*\S)?)\s*$/.exec(text) ?? []
  if (name !== undefined && value !== undefined) return {name, value}
  throw new UsageError(`--link-tags ${JSON.stringify(text)} is not a name with a value`, {
    hint: 'Write it like --link-tags utm_source=messenger,utm_campaign=spring',
  })
}

function addTags(url: string, tags: readonly LinkTag[]): string {
  const plain = withoutPlaceholders(url)
  const end = plain.includes('#') ? plain.indexOf('#') : url.length
  const query = plain.slice(0, end).indexOf('?')
  const known =
    query === -1
      ? []
      : plain
          .slice(query + 1, end)
          .split('&')
          .map(nameOf)
  const added = tags
    .filter(({name}) => !known.includes(decoded(name)))
    .map(({name, value}) => `${encoded(name)}=${outsidePlaceholders(value, encoded)}`)
  if (added.length === 0) return url
  const joint = query === -1 ? '?' : /[?&]$/.test(plain.slice(0, end)) ? '' : '&'
  return `${url.slice(0, end)}${joint}${added.join('&')}${url.slice(end)}`
}

const nameOf = (parameter: string) => decoded(parameter.split('=', 1)[0] ?? '')

/** Whoever encoded it already is understood. */
const encoded = (text: string) => encodeURIComponent(decoded(text))

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const onlyPlaceholder = (url: string, path: string) =>
  new UsageError(`--link-tags cannot tag ${url} at ${path}: where its query begins is not known`, {
    hint: 'Begin it with the address, such as https://shop.example/{{page}}, or put the tags in the column',
  })

function noLinks(message: unknown): UsageError {
  const isUtility = typeof message === 'object' && message !== null && hasTemplate(message)
  return new UsageError('--link-tags finds no link to tag', {
    hint: isUtility
      ? 'The links of a utility template are part of it: add the parameters there'
      : 'Only links of buttons and cards to web pages are tagged, no texts',
  })
}

const hasTemplate = (message: object): boolean => {
  const {message: inner = message} = message as {readonly message?: unknown}
  return typeof inner === 'object' && inner !== null && 'template' in inner
}
