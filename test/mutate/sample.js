import {createHash} from 'node:crypto'

/** Asked by Stryker which mutants to leave out: it picks `size` of all, each equally likely, the same ones for the same seed. */
class Sample {
  static inject = ['options']

  constructor({sample: {size, seed}}) {
    this.size = size
    this.place = id => createHash('sha256').update(`${seed} ${id}`).digest('hex')
  }

  async init() {}

  /** All in one group, because a sample is one of all. */
  async group(mutants) {
    return [mutants.map(({id}) => id)]
  }

  async check(mutants) {
    const places = mutants.map(({id}) => ({id, place: this.place(id)}))
    const inOrder = places.toSorted((one, other) => (one.place < other.place ? -1 : 1))
    return Object.fromEntries(
      inOrder.map(({id}, index) => [
        id,
        index < this.size ? {status: 'passed'} : {status: 'compileError', reason: 'not in the sample'},
      ]),
    )
  }
}

export const strykerPlugins = [{kind: 'Checker', name: 'sample', injectableClass: Sample}]
