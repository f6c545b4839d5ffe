// The comment with the plan: one for each file and its Pages, which every push to the pull request updates.

/** GitHub accepts 65,536 characters. */
const MOST_CHARACTERS = 60_000
const PER_PAGE = 100
/** Who a workflow writes as. The comments of others are not touched, whatever is in them. */
const AUTHOR = 'github-actions[bot]'

/**
 * Writes or updates the comment.
 * @param {number} number of the pull request
 * @param {object} parts
 * @param {string | undefined} parts.text the plan; undefined if it could not be made
 * @param {string} parts.subject the file and the flags
 * @param {readonly string[]} parts.secrets never shown
 * @param {string} parts.token of GitHub
 * @param {Record<string, string | undefined>} parts.env of the job
 * @throws {Error} that says why it was not written
 */
export async function commentOn(number, {text, subject, secrets, token, env}) {
  const call = caller(`${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}`, token)
  const marker = `<!-- msgr page plan ${Buffer.from(subject).toString('base64')} -->`
  const body = `${marker}\n${bodyOf(hidden(text, secrets), subject, env)}`
  const own = await findOwn(call, number, marker)
  if (own === undefined) await call('POST', `/issues/${number}/comments`, {body})
  else if (own.body !== body) await call('PATCH', `/issues/comments/${own.id}`, {body})
}

async function findOwn(call, number, marker) {
  for (let page = 1; ; page += 1) {
    const comments = await call('GET', `/issues/${number}/comments?per_page=${PER_PAGE}&page=${page}`)
    const own = comments.find(({user, body}) => user?.login === AUTHOR && body?.startsWith(marker))
    if (own !== undefined || comments.length < PER_PAGE) return own
  }
}

function bodyOf(text, subject, env) {
  const run = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`
  const heading = `**msgr page plan** ${inCode(subject)}`
  if (text === undefined) return `${heading}\n\nThe plan could not be made: [see the log](${run}).`
  const isLong = text.length > MOST_CHARACTERS
  const shown = isLong ? text.slice(0, MOST_CHARACTERS) : text.trimEnd()
  const more = isLong ? `\n\nThe rest is in [the summary](${run}).` : ''
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return `${heading}\n\n${fence}text\n${shown}\n${fence}${more}`
}

/** Of backticks, which would end a block of code. */
const longestRun = text => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))

function inCode(text) {
  const fence = '`'.repeat(longestRun(text) + 1)
  return `${fence} ${text} ${fence}`
}

const hidden = (text, secrets) => secrets.reduce((rest, secret) => rest?.replaceAll(secret, '***'), text)

function caller(base, token) {
  return async (method, path, body) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-github-api-version': '2022-11-28',
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    })
    if (answer.status === 403)
      throw new Error('the token may not comment. Give the job permissions: {pull-requests: write}')
    if (!answer.ok) throw new Error(`GitHub answered ${method} ${path} with ${answer.status}`)
    return answer.json()
  }
}
