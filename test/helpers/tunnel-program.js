// A small tunnel: listens on a port, forwards connections to another port, and prints its address.
//   node tunnel-program.js <port> [port to listen on, default any] [file for process ids]
// SIGUSR1: continues to run, but answers nothing. SIGUSR2: moves to another port and prints it.
import {spawn} from 'node:child_process'
import {appendFileSync} from 'node:fs'
import {connect, createServer} from 'node:net'

const [, , target, ownPort = '0', pidFile] = process.argv
let isStalled = false

function open(port) {
  const sockets = new Set()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (isStalled) return socket.destroy()
    const onward = connect(Number(target), '127.0.0.1')
    onward.on('error', () => socket.destroy())
    onward.on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
    socket.pipe(onward).pipe(socket)
  })
  server.listen(port, '127.0.0.1', () =>
    process.stdout.write(`\u001b[32myour url is: http://127.0.0.1:${server.address().port}\u001b[0m\n`),
  )
  return server
}

process.stdout.write('Welcome! Help is at https://docs.tunnel.example and https://tunnel.example/help\n')
let server = open(Number(ownPort))
process.on('SIGUSR1', () => {
  isStalled = true
})
process.on('SIGUSR2', () => {
  server.close()
  server = open(0)
})

// A child process that ignores SIGTERM.
const stubborn = spawn('/bin/sh', ['-c', 'trap "" TERM; exec sleep 600'])
if (pidFile !== undefined) appendFileSync(pidFile, `${process.pid} ${stubborn.pid}\n`)
