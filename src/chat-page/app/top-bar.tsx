import type {JSX} from 'preact'
import type {ChatOverview} from '../../emulator/chat/view-types.ts'
import {Icon} from '../conversation/icons.tsx'
import {momentOf} from '../conversation/moments.ts'
import {type Theme, useTheme} from './theme.ts'

interface TopBarProps {
  readonly overview: ChatOverview | undefined
  readonly nowMs: number
  readonly choosePage: (id: string) => void
  readonly isLogOpen: boolean
  readonly toggleLog: () => void
  readonly arePeopleOpen: boolean
  readonly togglePeople: () => void
}

const themeNames: Readonly<Record<Theme, string>> = {auto: 'As the system', light: 'Light', dark: 'Dark'}

/** Which Page, what time it is there, and how the page looks. */
export function TopBar(props: TopBarProps): JSX.Element {
  const {overview, nowMs, choosePage, isLogOpen, toggleLog, arePeopleOpen, togglePeople} = props
  const [theme, nextTheme] = useTheme()
  return (
    <header class="top-bar">
      <button
        type="button"
        class="icon-button people-button"
        aria-label="People"
        aria-expanded={arePeopleOpen}
        onClick={togglePeople}
      >
        <Icon name="menu" />
      </button>
      <span class="brand">msgr</span>
      <label class="page-choice">
        <span class="for-readers">Page</span>
        <select
          value={overview?.page.id ?? ''}
          onChange={({currentTarget}) => choosePage(currentTarget.value)}
          disabled={overview === undefined}
        >
          {(overview?.pages ?? []).map(({id, name}) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <time class="clock digits" title="The emulated time, in the time zone of this browser">
        {overview !== undefined && momentOf(nowMs, Date.now())}
      </time>
      <button
        type="button"
        class="icon-button theme-button"
        aria-label={`Theme: ${themeNames[theme]}`}
        title={`Theme: ${themeNames[theme]}`}
        onClick={nextTheme}
      >
        <ThemeMark theme={theme} />
      </button>
      <button
        type="button"
        class="icon-button log-button"
        aria-label="Log"
        aria-expanded={isLogOpen}
        title="Log (l)"
        onClick={toggleLog}
      >
        <Icon name="log" />
      </button>
    </header>
  )
}

const ThemeMark = ({theme}: {readonly theme: Theme}): JSX.Element => (
  <svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {theme === 'dark' && <path d="M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500Z" />}
    {theme !== 'dark' && <circle cx="12" cy="12" r={theme === 'auto' ? 8 : 4} />}
    {theme === 'auto' && <path class="filled" d="M12 4a8 8 0 0 1 0 16Z" />}
    {theme === 'light' && (
      <path d="M12 3v2m0 14v2M3 12h2m14 0h2M5.600 5.600 7 7m10 10 1.400 1.400M18.400 5.600 17 7M7 17l-1.400 1.400" />
    )}
  </svg>
)
