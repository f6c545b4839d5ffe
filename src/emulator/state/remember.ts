/** So many answers are kept; then all are forgotten. */
const MOST = 1_000

/** A function that computes each answer once: for what the calls of a client ask again and again. The answers are shared. */
export function remember<Answer>(compute: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>()
  return text => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= MOST) known.clear()
    const answer = compute(text)
    known.set(text, answer)
    return answer
  }
}
