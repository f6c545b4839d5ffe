/** Namespaces of PHP code that sets its own certificates: both Facebook SDKs, and the Guzzle that the older one can use. */
const namespaces = [
  'Facebook\\HttpClients',
  'FacebookAds\\Http\\Adapter\\Curl',
  'GuzzleHttp\\Handler',
  'GuzzleHttp\\Ring\\Client',
]

/**
 * The PHP that runs before each program (`auto_prepend_file`). A function call without a backslash first reaches a function
 * of that name in the caller's namespace: there, certificates that a library pins are replaced by the bundle, and its
 * streams use the proxy, which PHP's streams do not do on their own. An existing prepended file still runs.
 * @param iniFile the ini file that names this file.
 */
export function phpPrepend({
  bundleFile,
  proxyPort,
  iniFile,
}: {
  readonly bundleFile: string
  readonly proxyPort: number
  readonly iniFile: string
}): string {
  const [bundle, ini] = [bundleFile, iniFile].map(quoted)
  return `<?php
namespace Msgr {
    function option($option, $value) {
        return $option === \\CURLOPT_CAINFO ? ${bundle} : $value;
    }
    function withBundle(array $options) {
        return isset($options[\\CURLOPT_CAINFO]) ? array_replace($options, array(\\CURLOPT_CAINFO => ${bundle})) : $options;
    }
    function withProxy($options) {
        $ours = array(
            'http' => array('proxy' => 'tcp://127.0.0.1:${proxyPort}'),
            'ssl' => array('cafile' => ${bundle}, 'allow_self_signed' => false),
        );
        return array_replace_recursive($options === null ? array() : $options, $ours);
    }
    function formerPrepend() {
        $files = array_filter(array_map('trim', explode(',', (string) php_ini_scanned_files())));
        foreach (array_reverse(array_merge(array((string) php_ini_loaded_file()), $files)) as $file) {
            if ($file === '' || $file === ${ini}) continue;
            $settings = @parse_ini_file($file, false, INI_SCANNER_RAW);
            if (!empty($settings['auto_prepend_file'])) return $settings['auto_prepend_file'];
        }
        return '';
    }
}
${namespaces.map(overrides).join('\n')}
namespace {
    $msgrFormerPrepend = Msgr\\formerPrepend();
    if ($msgrFormerPrepend !== '') require $msgrFormerPrepend;
    unset($msgrFormerPrepend);
}
`
}

const overrides = (namespace: string) => `namespace ${namespace} {
    function curl_setopt($handle, $option, $value) {
        return \\curl_setopt($handle, $option, \\Msgr\\option($option, $value));
    }
    function curl_setopt_array($handle, array $options) {
        return \\curl_setopt_array($handle, \\Msgr\\withBundle($options));
    }
    function stream_context_create($options = null, $params = null) {
        return \\stream_context_create(\\Msgr\\withProxy($options), $params === null ? array() : $params);
    }
}`

/** A text as a PHP string in single quotes. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
