import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import type {Page} from 'playwright-core'

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Problem {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly {readonly html: string}[]
}

/** What axe finds serious or critical on a page or in a part of it, each as its rule and the first place. */
export async function seriousProblems(page: Page, within = 'html'): Promise<readonly string[]> {
  // Not as an element: the policy of the page lets no script in.
  await page.evaluate(await source)
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, {resultTypes: ["violations"]}).then(({violations}) => violations)`,
  )) as readonly Problem[]
  return violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .map(({id, nodes}) => `${id}: ${nodes[0]?.html}`)
}
