/** A plugin of typedoc: puts each document into the group of its folder, under the title that it gives itself. */
import { Converter } from 'typedoc'

const GROUPS = { guide: 'Guide', migration: 'Coming from another library', decisions: 'Decisions' }

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const folder = /docs\/(\w+)\/[^/]*$/.exec(app.files.getReflectionPath(document))?.[1]
    document.frontmatter.group = GROUPS[folder] ?? 'More'
    const [first] = document.content
    const title = /^# (.+)\n/.exec(first.text)
    if (title === null)
      throw new Error(`expected ${document.name} to begin with its title, found ${first.text.slice(0, 40)}`)
    document.name = title[1].replaceAll('`', '')
    first.text = first.text.slice(title[0].length)
  })
}
