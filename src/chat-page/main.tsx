import {render} from 'preact'
import {App} from './app/app.tsx'
import {ChatStore} from './data/store.ts'
import './style/page.css'

const root = document.querySelector('#app')
if (root !== null) {
  const store = new ChatStore(new URL(location.href).searchParams)
  render(<App store={store} />, root)
  store.open()
}
