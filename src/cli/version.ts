import description from '../../package.json' with {type: 'json'}

/** The version of msgr. */
export const {version} = description
