// Preloaded: leads what is meant for graph.facebook.com to the emulator at MSGR_GRAPH_URL. messenger-node knows no other host.
const http = require('node:http')
const https = require('node:https')

const target = new URL(process.env.MSGR_GRAPH_URL)
const request = https.request

https.request = (options, ...rest) => {
  const host = options.hostname ?? options.host
  if (host !== 'graph.facebook.com') return request(options, ...rest)
  const {host: headerHost, hostname, port} = target
  const headers = {...options.headers, host: headerHost}
  const here = {protocol: 'http:', host: hostname, hostname, port, headers, agent: http.globalAgent}
  return http.request({...options, ...here}, ...rest)
}
