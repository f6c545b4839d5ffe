import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'

const src = join(import.meta.dirname, '../../../src')

/** Every route that a file of `src/api/resources` names, read from the code: `GET /{label_id}`. */
export async function routesOfApi(): Promise<readonly string[]> {
  const files = (await readdir(join(src, 'api/resources'))).filter(name => name.endsWith('.ts'))
  const found = await Promise.all(files.map(routesNamedIn))
  return [...new Set(found.flat())].sort()
}

async function routesNamedIn(name: string): Promise<readonly string[]> {
  const text = await readFile(join(src, 'api/resources', name), 'utf8')
  const tables = [
    ...text.matchAll(/(\w+Routes) as routes,?[^}]*\}\s*from '\.\.\/\.\.\/platform\/([\w-]+)\.ts'/g),
  ]
  const keys = [...text.matchAll(/\broutes(?:\.(\w+)|\[(\w+)\])/g)].map(([, key]) => key)
  if (keys.length > 0 && tables.length === 0)
    throw new Error(`The routes of src/api/resources/${name} cannot be found`)
  const routes = await Promise.all(
    tables.map(async ([, table = '', file]) => {
      const module = (await import(`../../../src/platform/${file}.ts`)) as Record<
        string,
        Record<string, string>
      >
      return keys.flatMap(key => (key === undefined ? [] : (module[table]?.[key] ?? [])))
    }),
  )
  return routes.flat()
}
