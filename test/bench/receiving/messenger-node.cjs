// messenger-node's Webhook with a listener; it checks no signature.
const {Webhook} = require('messenger-node')

console.log = () => {}
console.warn = () => {}
const webhook = new Webhook({verify_token: 'let-me-in', port: Number(process.argv[2]), endpoint: '/webhook'})
webhook.on('messages', () => {})
process.stdout.write(`http://127.0.0.1:${process.argv[2]}/webhook\n`)
