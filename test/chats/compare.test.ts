import {describe, expect, test} from 'vitest'
import {compare} from '../../src/chats/compare.ts'

const lamp = {
  title: 'Lamp',
  subtitle: 'Warm',
  buttons: [
    {type: 'postback', title: 'Buy', payload: 'BUY'},
    {type: 'web_url', title: 'Details', url: 'https://shop.example.com/lamp'},
  ],
}

describe('a message is as expected', () => {
  test.each([
    ['the exact text', {text: 'Hello'}, {text: 'Hello'}],
    ['a pattern', {text: '/^hel/i'}, {text: 'Hello'}],
    ['a text that only looks like a path', {text: '/start'}, {text: '/start'}],
    ['named parts alone', {template: 'generic'}, {template: 'generic', elements: [lamp]}],
    [
      'buttons by their titles',
      {elements: [{title: 'Lamp', buttons: ['Buy', '/details/i']}]},
      {elements: [lamp]},
    ],
    [
      'a button by its parts',
      {buttons: [{title: 'Buy', payload: '/^B/'}]},
      {buttons: lamp.buttons.slice(0, 1)},
    ],
    [
      'a button without a title by its type',
      {buttons: [{title: 'account_link'}]},
      {buttons: [{type: 'account_link'}]},
    ],
    [
      'a number by its digits',
      {message: {sticker_id: '369239263222822'}},
      {message: {sticker_id: 369239263222822}},
    ],
  ])('%s', (_what, expected, received) => {
    expect(compare(expected, received)).toEqual([])
  })
})

describe('a message is not as expected', () => {
  test.each([
    ['another text', {text: 'Hello'}, {text: 'Hello!'}, ['text']],
    ['a pattern that finds nothing', {text: '/bye/'}, {text: 'Hello'}, ['text']],
    ['a part that is not there', {template: 'generic'}, {text: 'Hello'}, ['template']],
    ['a button too many', {buttons: ['Buy']}, {buttons: lamp.buttons}, ['buttons[1]']],
    ['a button too few', {buttons: ['Buy', 'Details', 'Share']}, {buttons: lamp.buttons}, ['buttons[2]']],
    [
      'buttons in another order',
      {buttons: ['Details', 'Buy']},
      {buttons: lamp.buttons},
      ['buttons[0]', 'buttons[1]'],
    ],
    [
      'a part of a card',
      {elements: [{title: 'Lamp', subtitle: 'Cold'}]},
      {elements: [lamp]},
      ['elements[0].subtitle'],
    ],
    ['a list where there is none', {quick_replies: ['S']}, {text: 'Hello'}, ['quick_replies']],
    ['an empty text', {text: 'undefined'}, {}, ['text']],
  ])('%s', (_what, expected, received, paths) => {
    expect(compare(expected, received).map(({path}) => path)).toEqual(paths)
  })
})
