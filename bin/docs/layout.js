'use strict'

/** A whole page of the site. @param page `{file, title, body}`. @param navigation Sections of `{title, links}`. */
function html({file, title, body}, navigation) {
  const base = file.includes('/') ? '../' : ''
  const isHere = link => (link.file === file ? ' aria-current="page"' : '')
  const sections = navigation.map(
    section =>
      `<h2>${escaped(section.title)}</h2>\n<ul>${section.links
        .map(link => `<li><a href="${base}${link.file}"${isHere(link)}>${escaped(link.title)}</a></li>`)
        .join('')}</ul>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title === 'msgr' ? 'msgr' : `${title} – msgr`)}</title>
<link rel="stylesheet" href="${base}assets/style.css">
<script defer src="${base}assets/minisearch.js"></script>
<script defer src="${base}assets/search-index.js"></script>
<script defer src="${base}assets/search.js"></script>
</head>
<body data-base="${base}">
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="home" href="${base}index.html">msgr</a>
<div class="search" role="search">
<input type="search" id="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" aria-controls="found">
<ol id="found" hidden></ol>
</div>
</header>
<div class="columns">
<nav aria-label="Pages"><details><summary>Pages</summary>
${sections.join('\n')}
</details></nav>
<main id="content">
${body}
</main>
</div>
</body>
</html>
`
}

function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

module.exports = {html, escaped}
