import {group} from './rule.ts'

/** Nobody else is concerned: a bulk send goes on with the next. */
export const people = () => [
  ...group({kind: 'window', onSend: 'skip', reason: 'outsideWindow'}, [
    {
      code: 10,
      subcode: [2018065, 2534022],
      says: ['outside of allowed window', 'outside of the allowed window', 'outside the allowed window'],
      meaning: 'outside the messaging window',
    },
    {
      code: 10,
      subcode: 2018278,
      meaning: 'the person last wrote more than 24 hours ago',
    },
  ]),
  ...group({kind: 'person', onSend: 'skip', reason: 'personUnreachable'}, [
    {code: 4, subcode: 2018354, meaning: 'too soon after the previous message to this person'},
    {code: 9, subcode: 2018352, meaning: 'the limit of opt-in requests for this person is reached'},
    {code: 10, subcode: 1893015, meaning: 'the person stopped these notifications', lostBy: 'optedOut'},
    {code: 10, subcode: 2018108, meaning: 'the person cannot receive messages at present'},
    {
      code: 10,
      subcode: 2018300,
      says: 'another app is controlling this thread',
      meaning: 'another app controls this conversation',
      reason: 'threadOfAnotherApp',
    },
    {
      code: 10,
      subcode: 2018321,
      meaning: "Messenger's own automated answers control this conversation for now",
    },
    {
      code: 10,
      subcode: 2018336,
      says: 'new privacy rules in',
      meaning: 'the privacy rules where this person lives do not allow this',
    },
    {
      code: 100,
      subcode: 2018001,
      says: 'no matching user found',
      meaning: 'no such person on this Page',
      reason: 'personUnknown',
      isUnknownPerson: true,
    },
    {
      code: 100,
      subcode: 2018218,
      says: 'no profile available',
      meaning: 'there is no profile for this person',
    },
    {
      code: [1, 299],
      says: "isn't receiving messages",
      meaning: 'the person blocked the Page or left',
      lostBy: 'blocked',
    },
    {
      code: [1, 299],
      subcode: [1545041, 1545043, 1893047],
      says: ['(#551)', "person isn't available"],
      meaning: 'the person is not available',
      lostBy: 'blocked',
    },
    {code: 551, meaning: 'the person is not available', lostBy: 'blocked'},
    {code: 613, subcode: 1893016, meaning: 'this person was asked to opt in to this topic before'},
  ]),
]
