import {useCallback, useState} from 'preact/hooks'

export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'msgr-theme'
const themes: readonly Theme[] = ['auto', 'light', 'dark']

/** The theme that was chosen, kept by the browser; `auto` is that of the system. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = themes.find(name => name === localStorage.getItem(KEY)) ?? 'auto'
    show(kept)
    return kept
  })
  const next = useCallback(() => {
    setTheme(former => {
      const chosen = themes[(themes.indexOf(former) + 1) % themes.length] ?? 'auto'
      localStorage.setItem(KEY, chosen)
      show(chosen)
      return chosen
    })
  }, [])
  return [theme, next]
}

function show(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
