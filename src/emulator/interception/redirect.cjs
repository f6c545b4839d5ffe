// Preloaded into each Node process below `msgr emulator exec`: connects to the emulator instead of a host of the Graph API, and
// accepts only the emulator's certificate for that host. http, https, fetch, undici and http2 of every version use these
// functions; TLS and everything above are unchanged. Loads in every Node that reads NODE_OPTIONS.

// biome-ignore lint/style/useNodejsImportProtocol: older Nodes do not know it.
const net = require('net')
// biome-ignore lint/style/useNodejsImportProtocol: older Nodes do not know it.
const tls = require('tls')
// {"hosts": ["graph.facebook.com"], "ports": {"443": 40123}, "authority": PEM}: read before the program reads a .env file.
const redirect = JSON.parse(process.env.MSGR_REDIRECT || '{"hosts":[],"ports":{}}')
const connect = net.Socket.prototype.connect
const createSecureContext = tls.createSecureContext

net.Socket.prototype.connect = function connectOrRedirect(...args) {
  // net.connect passes normalised arguments as an array: options and callback.
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

tls.createSecureContext = function createOrTrust(options, ...rest) {
  const isOurs = options && isRedirected(options.servername || options.host)
  const trusting = isOurs ? Object.assign({}, options, {ca: redirect.authority}) : options
  return createSecureContext.call(this, trusting, ...rest)
}

function portFor(host, port) {
  return isRedirected(host) ? redirect.ports[port] : undefined
}

function isRedirected(host) {
  return typeof host === 'string' && redirect.hosts.indexOf(host.toLowerCase().replace(/\.$/, '')) >= 0
}
