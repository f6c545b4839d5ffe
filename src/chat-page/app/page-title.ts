import {useEffect} from 'preact/hooks'
import {nameOf} from '../conversation/message-line.tsx'
import type {ChatState} from '../data/state.ts'
import {useChat} from './client-context.ts'

/** The tab of the browser: who is open, how much of it is unread, and a mark on the icon while the webhook fails. */
export function usePageTitle(): void {
  const title = useChat(titleOf)
  const icon = useChat(iconOf)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')
    if (link !== null) link.href = `/_msgr/page/${icon}`
  }, [icon])
}

/** `(2) Ada Lindqvist · Acme Shop · msgr` */
function titleOf({view, overview}: ChatState): string {
  const page = view?.page.name ?? overview?.page.name
  const unread = view?.person.unread ?? 0
  const count = unread === 0 ? '' : `(${unread}) `
  const names = [view === undefined ? undefined : nameOf(view.person), page, 'msgr']
  return count + names.filter(name => name !== undefined).join(' · ')
}

const iconOf = ({overview}: ChatState): string =>
  overview?.webhook.state === 'failing' ? 'icon-failing.svg' : 'icon.svg'
