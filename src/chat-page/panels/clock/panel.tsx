import type {JSX} from 'preact'

export const ClockPanel = (): JSX.Element => <p class="hint">Clock</p>
