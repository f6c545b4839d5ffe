import {render} from 'preact'
import {App} from './app/app.tsx'
import {ClientProvider} from './app/client-context.ts'
import {rememberLooks} from './app/remembered.ts'
import {Client} from './data/client.ts'
import {emptyState} from './data/state.ts'
import {Store} from './data/store.ts'

const store = new Store(emptyState)
rememberLooks(store)
const client = new Client(store)
client.start()

render(
  <ClientProvider value={client}>
    <App />
  </ClientProvider>,
  document.body,
)
