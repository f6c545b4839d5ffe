// How late somebody sees what they have written on the chat page.

let count = 0

/** Writes a message as somebody at the keyboard, and returns after how many ms it is painted. */
export function ownMessageMs(page) {
  count += 1
  return page.evaluate(
    text =>
      new Promise(resolve => {
        const input = document.querySelector('.composer-text')
        input.value = text
        input.dispatchEvent(new InputEvent('input', {bubbles: true}))
        // After the page has drawn the text, as between two keys.
        setTimeout(() => {
          const sentMs = performance.now()
          const look = () => {
            const [line] = [...document.querySelectorAll('.timeline .of-person .content')].slice(-1)
            if (line?.textContent !== text) requestAnimationFrame(look)
            else resolve(performance.now() - sentMs)
          }
          input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true}))
          look()
        }, 20)
      }),
    `own message ${count}`,
  )
}
