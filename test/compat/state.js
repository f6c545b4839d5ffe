import {isDeepStrictEqual} from 'node:util'

// Not through graph.facebook.com: the emulator's state, read outside the client.
const emulator = process.env.MSGR_GRAPH_URL
const WAIT_MS = 10_000
/** The platform's sentences for an object, a field or an edge that does not exist. */
const nonexistence =
  /[^"\\]*(nonexisting|Unknown path components|does not exist|Unsupported (get|post|delete) request)[^"\\]*/i

/** The functions that the steps of a client use. */
export async function makeTools(load) {
  const {state} = await admin('GET', 'export')
  const [ada, ben] = Object.values(state.people)
  return {
    load,
    ada: ada.psid,
    ben: ben.psid,
    pageId: process.env.PAGE_ID,
    token: process.env.PAGE_ACCESS_TOKEN,
    appId: process.env.APP_ID,
    appSecret: process.env.APP_SECRET,
    verifyToken: process.env.VERIFY_TOKEN,
    adAccount: process.env.AD_ACCOUNT_ID,
    adToken: process.env.SYSTEM_USER_TOKEN,
    marketingOf,
    advance: hours => admin('POST', 'clock', {advanceMs: hours * 3_600_000}),
    port: Number(process.env.PORT),
    expectSent,
    expectUntil,
    expectEqual,
    expectProfile,
    expectLabels,
    expectKnown,
    conversationOf,
    labelsOf,
    labelNamed,
    namesOf,
    expectAction,
    person: (psid, act, words) => admin('POST', `people/${psid}/${act}`, words),
    attached,
    // For clients that take a callback.
    promised: call =>
      new Promise((resolve, reject) => {
        call((error, result) => (error ? reject(error) : resolve(result)))
      }),
  }
}

/** Fails until the emulator has registered the client's webhook for the Page. */
async function attached() {
  await expectUntil(async () => Object.values((await state()).apps).some(app => app.callback !== undefined), {
    what: 'the webhook is registered',
  })
}

/** Checks that the newest message of the Page to a person matches. */
async function expectSent(psid, wanted) {
  await expectUntil(
    async () => {
      const sent = (await admin('GET', 'sent')).filter(message => message.psid === psid).at(-1)
      return sent !== undefined && includes(sent.message, wanted)
    },
    {what: `${psid} got ${JSON.stringify(wanted)}`, seen: async () => (await admin('GET', 'sent')).at(-1)},
  )
}

/** Checks the given properties of the Messenger Profile; undefined: not set. */
async function expectProfile(wanted) {
  const {profile} = (await state()).pages[process.env.PAGE_ID]
  for (const [name, value] of Object.entries(wanted)) expectEqual(profile[name], value, name)
}

/** Checks the labels of the Page, by name, sorted. */
async function expectLabels(names) {
  const labels = Object.values((await state()).labels).filter(({pageId}) => pageId === process.env.PAGE_ID)
  expectEqual(labels.map(({name}) => name).sort(), [...names].sort(), 'labels')
}

async function labelsOf(psid) {
  const {people, labels} = await state()
  return people[psid].labelIds.map(id => labels[id].name).sort()
}

/** The names of labels by their ids. */
async function namesOf(ids) {
  const {labels} = await state()
  return ids.map(id => labels[id]?.name)
}

/**
 * Each call is answered by a result, by a refusal of its content, or by 501, which `msgr emulator gaps` lists;
 * never as if what it names did not exist.
 */
async function expectKnown(calls) {
  const errors = []
  const before = count(await gaps())
  while (calls.length > 0)
    await Promise.all(calls.splice(0, 16).map(call => call().catch(error => errors.push(error))))
  for (const {status, message} of errors)
    if (!(status >= 400) || nonexistence.test(message)) throw new Error(`${status ?? ''} ${message}`)
  const lacking = errors.filter(({status}) => status === 501).length
  expectEqual(count(await gaps()) - before, lacking, 'how often the gaps were met')
}

const count = found => found.reduce((sum, {times}) => sum + times, 0)

async function conversationOf(psid) {
  return Object.values((await state()).conversations).find(conversation => conversation.psid === psid)?.id
}

/** The ids of the parts of a campaign of marketing messages. */
async function marketingOf() {
  const {campaigns} = await state()
  const {id} = Object.values(campaigns).find(
    ({isMessageCampaign, adStatus}) => isMessageCampaign && adStatus === 'ACTIVE',
  )
  const url = `${emulator}/v26.0/${id}?fields=adset,campaign&access_token=${process.env.SYSTEM_USER_TOKEN}`
  const {adset, campaign} = await (await fetch(url)).json()
  return {ad: id, adset: adset.id, campaign: campaign.id}
}

async function labelNamed(name) {
  return Object.values((await state()).labels).find(label => label.name === name)?.id
}

/** Checks that an act is accepted as a call of the Send API, and is not a message. */
async function expectAction(act) {
  const [calls, sent] = [await sends(), (await admin('GET', 'sent')).length]
  await act()
  await expectUntil(async () => (await sends()) === calls + 1, {what: 'the action was taken'})
  expectEqual((await admin('GET', 'sent')).length, sent, 'the number of messages')
}

/** Number of successful calls of the Send API. */
async function sends() {
  const {entries} = await admin('GET', 'activity')
  return entries.filter(({name, status}) => /^POST \S*\/messages$/.test(name) && status === 200).length
}

export async function gaps() {
  return admin('GET', 'gaps')
}

/** Calls that were refused as if what they name did not exist, each with the platform's sentence. */
export async function nonexisting() {
  const {entries} = await admin('GET', 'activity?kind=call&outcome=refused&limit=1000')
  const found = []
  // The list has no answers; the details of each call do.
  for (const {id, name} of entries) {
    const sentence = nonexistence.exec(JSON.stringify(await admin('GET', `activity/${id}`)))?.[0]
    if (sentence !== undefined) found.push(`${name}: ${sentence}`)
  }
  return found
}

async function expectUntil(isTrue, {what, seen}) {
  const deadline = Date.now() + WAIT_MS
  while (!(await isTrue())) {
    if (Date.now() > deadline) {
      const instead = seen === undefined ? '' : `; instead: ${JSON.stringify(await seen())?.slice(0, 300)}`
      throw new Error(`It never became true that ${what}${instead}`)
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function expectEqual(actual, wanted, what) {
  if (isDeepStrictEqual(actual, wanted)) return
  throw new Error(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`)
}

/** Every key of `wanted` is there with its value, at each depth. */
function includes(actual, wanted) {
  if (wanted === null || typeof wanted !== 'object') return isDeepStrictEqual(actual, wanted)
  if (actual === null || typeof actual !== 'object') return false
  return Object.entries(wanted).every(([key, value]) => includes(actual[key], value))
}

const state = async () => (await admin('GET', 'export')).state

async function admin(method, path, body) {
  const response = await fetch(`${emulator}/_msgr/${path}`, {
    method,
    ...(body !== undefined && {body: JSON.stringify(body)}),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer
}
