import type {JSX} from 'preact'

export const FaultsPanel = (): JSX.Element => <p class="hint">Faults</p>
