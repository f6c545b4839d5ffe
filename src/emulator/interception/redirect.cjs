// Preloaded into each Node process below `msgr emulator exec`: a connection to a host of the Graph API goes to the emulator.
// This is the one place that http, https, fetch, undici and http2 of every version go through. Their TLS stays: the
// certificate is one that NODE_EXTRA_CA_CERTS vouches for. Written so that every Node that reads NODE_OPTIONS can load it.

// biome-ignore lint/style/useNodejsImportProtocol: older Nodes do not know it.
const net = require('net')
// {"hosts": ["graph.facebook.com"], "ports": {"443": 40123}}: read now, before the program reads a .env file.
const redirect = JSON.parse(process.env.MSGR_REDIRECT || '{"hosts":[],"ports":{}}')
const connect = net.Socket.prototype.connect

net.Socket.prototype.connect = function connectOrRedirect(...args) {
  // net.connect hands over, as an array, what it has put in order: options and callback.
  const list = Array.isArray(args[0]) ? args[0] : args
  const options = list[0]
  if (options !== null && typeof options === 'object') {
    const port = portFor(options.host, options.port)
    // A copy: TLS compares the certificate with the host of the original.
    if (port !== undefined) list[0] = Object.assign({}, options, {host: '127.0.0.1', port: port})
  } else {
    const port = portFor(list[1], options)
    if (port !== undefined) list.splice(0, 2, port, '127.0.0.1')
  }
  return connect.apply(this, args)
}

function portFor(host, port) {
  if (typeof host !== 'string') return undefined
  const name = host.toLowerCase().replace(/\.$/, '')
  return redirect.hosts.indexOf(name) < 0 ? undefined : redirect.ports[port]
}
