import {useLayoutEffect} from 'preact/hooks'

/** Lets a text area grow with its text, up to the height that the style allows. */
export function useGrowing(input: {readonly current: HTMLTextAreaElement | null}, text: string): void {
  useLayoutEffect(() => {
    const at = input.current
    if (at === null) return
    at.style.height = 'auto'
    at.style.height = `${at.scrollHeight}px`
  }, [text])
}
