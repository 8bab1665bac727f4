/**
 * A plugin of typedoc: puts each document into the group of its folder, under the title that it gives itself, and leaves out
 * what is only for the library's own code.
 */
import { Converter, ReflectionKind } from 'typedoc'

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
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // symbols of our own, by which the library's files reach into each other's objects
    for (const member of project.getReflectionsByKind(ReflectionKind.All))
      if (/^\[[A-Z_]+\]$/.test(member.name)) project.removeReflection(member)
    // each page has the name of the project above it
    const [first] = project.readme ?? []
    if (first !== undefined) first.text = first.text.replace(/^# .+\n/, '')
  })
}
