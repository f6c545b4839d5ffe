import type {JSX} from 'preact'

export const ProfilePanel = (): JSX.Element => <p class="hint">Profile</p>
