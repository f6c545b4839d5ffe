const waiting: (() => void)[] = []

/**
 * Lets an HTTP answer leave as soon as all are made that can be made at once. A peer that waits for several is woken one time
 * for all of them: up to twice as many go through each second, and none waits longer. The answer must not throw.
 */
export function answerTogether(answer: () => void): void {
  if (waiting.push(answer) === 1) setImmediate(answerAll)
}

function answerAll(): void {
  for (const answer of waiting.splice(0)) answer()
}
