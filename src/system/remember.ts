/**
 * A function that computes each answer once: for what is asked again and again. The answers are shared.
 * @param most So many answers are kept; then all are forgotten. Default 1,000.
 */
export function remember<Answer>(compute: (text: string) => Answer, most = 1_000): (text: string) => Answer {
  const known = new Map<string, Answer>()
  return text => {
    const before = known.get(text)
    if (before !== undefined) return before
    const answer = compute(text)
    if (known.size >= most) known.clear()
    known.set(text, answer)
    return answer
  }
}
