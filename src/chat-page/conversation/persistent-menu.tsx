import type {JSX} from 'preact'
import {useLayoutEffect, useRef, useState} from 'preact/hooks'
import type {MenuItem} from '../../emulator/chat/view-types.ts'
import {useActing} from './acting.ts'
import {openWeb} from './buttons.tsx'
import {onListKeys} from './dismiss.ts'
import {Icon} from './icons.tsx'

interface MenuProps {
  readonly items: readonly MenuItem[]
  readonly onDone: () => void
}

/** The persistent menu, opened above the composer. Nested menus exist on days before the platform ended them. */
export function PersistentMenu({items, onDone}: MenuProps): JSX.Element {
  const acting = useActing()
  const [path, setPath] = useState<readonly MenuItem[]>([])
  const box = useRef<HTMLDivElement>(null)
  const inside = path.at(-1)
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>('.menu-item')?.focus(), [inside])

  const choose = (item: MenuItem) => {
    if (item.type === 'nested') {
      setPath([...path, item])
      return
    }
    onDone()
    if (item.type === 'postback') void acting.act('menu', {title: item.title, payload: item.payload ?? ''})
    else openWeb(acting, {...item})
  }
  return (
    <div class="floating menu" ref={box} role="group" aria-label="Menu of the Page" onKeyDown={onListKeys}>
      {inside !== undefined && (
        <button type="button" class="menu-back" onClick={() => setPath(path.slice(0, -1))}>
          <Icon name="left" size={16} /> <span dir="auto">{inside.title}</span>
        </button>
      )}
      {(inside?.call_to_actions ?? items).map((item, index) => (
        <button key={index} type="button" class="menu-item" onClick={() => choose(item)}>
          <span dir="auto">{item.title}</span>
          {item.type === 'nested' && <Icon name="right" size={16} />}
          {item.type === 'web_url' && <Icon name="link" size={16} />}
        </button>
      ))}
    </div>
  )
}
