// Searches as one types. Arrow keys choose, enter opens, escape closes, / begins.
const input = document.getElementById('search')
const found = document.getElementById('found')
const {base} = document.body.dataset
const MOST = 12
let index

input.addEventListener('input', () => {
  index ??= MiniSearch.loadJSON(window.searchIndex, {
    fields: ['title', 'heading', 'text'],
    storeFields: ['title', 'heading', 'link'],
  })
  const options = {prefix: true, fuzzy: 0.15, combineWith: 'AND', boost: {title: 4, heading: 3}}
  const results = index.search(input.value, options).slice(0, MOST)
  found.replaceChildren(...results.map(itemOf))
  if (results.length === 0)
    found.append(Object.assign(document.createElement('li'), {textContent: 'Nothing found'}))
  found.hidden = input.value.trim() === ''
})

function itemOf({title, heading, link}) {
  const anchor = Object.assign(document.createElement('a'), {href: `${base}${link}`})
  anchor.append(Object.assign(document.createElement('b'), {textContent: title}))
  if (heading !== '') anchor.append(` ${heading}`)
  const item = document.createElement('li')
  item.append(anchor)
  return item
}

document.addEventListener('keydown', event => {
  const links = [...found.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement)
  const isSearching = document.activeElement === input || at !== -1
  if (event.key === '/' && document.activeElement !== input) input.focus()
  else if (event.key === 'Escape' && isSearching) found.hidden = true
  else if (event.key === 'Enter' && document.activeElement === input) links[0]?.click()
  else if (event.key === 'ArrowDown' && isSearching) links[Math.min(at + 1, links.length - 1)]?.focus()
  else if (event.key === 'ArrowUp' && isSearching) (links[at - 1] ?? input).focus()
  else return
  if (event.key !== 'Enter') event.preventDefault()
})

document.addEventListener('click', event => {
  if (!event.target.closest('.search')) found.hidden = true
})

// On a wide screen the list of pages is always open.
const menu = document.querySelector('nav details')
const wide = matchMedia('(min-width: 56rem)')
const follow = () => menu.toggleAttribute('open', wide.matches)
wide.addEventListener('change', follow)
follow()
