// Runs messenger-node, or what stands in for it, and does with it what the parent asks: `fork('host.cjs', [module])`.
const {Server} = require('node:net')
const {Client, Webhook} = require(process.argv[2])

let webhook
let heard = []

const acts = {
  /** Calls of one client, in order; what the last one comes to. `THE id` among arguments is that of the result before. */
  client: async ({options, calls}) => {
    const client = new Client(options)
    let result
    for (const [method, ...args] of calls) {
      result = await client[method](...args.map(arg => filled(arg, result)))
    }
    return result
  },

  /** Creates a webhook that listens to these names; the port it listens on. */
  webhook: async ({options, names}) => {
    const port = listening()
    webhook = new Webhook(options)
    heard = []
    for (const name of names) webhook.on(name, (...args) => heard.push([name, ...args]))
    return port
  },

  call: async ({method, args}) => webhook[method](...args),

  /** What was heard, once the event loop has turned. */
  heard: async () => {
    await turn()
    return heard.splice(0)
  },

  listenThatFails: async ({name}) =>
    void webhook.on(name, () => {
      throw new Error('a listener that fails')
    }),

  stop: () => new Promise(resolve => webhook.stopInstance(resolve)),
}

/** The port of the next server that listens. */
function listening() {
  return new Promise(resolve => {
    const emit = Server.prototype.emit
    Server.prototype.emit = function (name, ...args) {
      if (name === 'listening') {
        Server.prototype.emit = emit
        resolve(this.address().port)
      }
      return emit.call(this, name, ...args)
    }
  })
}

/** `THE id`, and each inside of it, is that of the result. */
function filled(value, result) {
  if (typeof value === 'string') return value.startsWith('THE ') ? result[value.slice(4)] : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, result)]))
}

const plain = value => (value instanceof Error ? {name: value.name, message: value.message} : value)

let crash
let onCrash = () => undefined
process.on('uncaughtException', error => {
  crash = {crashed: plain(error)}
  onCrash(crash)
})

/** Twice, because what goes on after an answer does so in the next turn. */
const turn = () => new Promise(resolve => setImmediate(() => setImmediate(resolve)))

process.on('message', async ({id, act, ...details}) => {
  const crashed = new Promise(resolve => {
    onCrash = resolve
  })
  const settled = acts[act](details).then(
    resolved => ({resolved}),
    rejected => ({rejected: plain(rejected)}),
  )
  const outcome = await Promise.race([settled, crashed])
  await turn()
  process.send({id, ...outcome, ...crash})
  crash = undefined
})
process.send({ready: true})
