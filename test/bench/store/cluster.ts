import {execFileSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {stdin, stdout} from 'node:process'
import {newPostgresFolder} from '../../helpers/postgres-folder.ts'
import {postgresProgram, postgresUser} from '../../helpers/postgres-programs.ts'
import {asSuperuser, startServer, TEMPLATE} from '../../helpers/postgres-server.ts'

/** A PostgreSQL server with a store, until standard input ends: prints its port, its database and the id of its process. */
const folder = newPostgresFolder()
const port = await startServer(folder)
const database = 'bench'
await asSuperuser(port, 'postgres', [`create database ${database} owner owner template ${TEMPLATE}`])
const [pid] = (await readFile(join(folder, 'data/postmaster.pid'), 'utf8')).split('\n')
stdout.write(`${JSON.stringify({port, database, pid: Number(pid)})}\n`)
stdin.resume().on('end', () => {
  execFileSync(postgresProgram('pg_ctl') ?? '', ['stop', '-m', 'immediate', '-D', join(folder, 'data')], {
    ...postgresUser(),
    cwd: folder,
  })
  rmSync(folder, {recursive: true, force: true})
  process.exit(0)
})
