/** Twin of test/python/logging/hierarchy.py. */
import * as logging from 'nogil/logging'
import { print } from './print.ts'

const out = new logging.StreamHandler(process.stdout)
out.setFormatter(new logging.Formatter('%(name)s %(levelname)s %(levelno)d %(message)s'))
const root = logging.getLogger()
print(root.name, root.level, root === logging.getLogger('root'), root.hasHandlers())
root.addHandler(out)
root.addHandler(out)
print(root.handlers.length, root.hasHandlers())

const deep = logging.getLogger('a.b.c')
print(deep.parent?.name, deep.getEffectiveLevel(), deep.level)
const middle = logging.getLogger('a.b')
print(deep.parent === middle, middle.parent?.name)
print(logging.getLogger('a').getChild('b.c') === deep, root.getChild('a.b') === middle)
deep.info("below the root's level")
deep.warning('reaches root')
middle.setLevel('INFO')
print(deep.getEffectiveLevel(), deep.isEnabledFor(logging.INFO), deep.isEnabledFor(logging.DEBUG))
deep.info('now wanted')
deep.setLevel(logging.ERROR)
deep.warning('not wanted')
deep.setLevel(logging.NOTSET)

const own = new logging.StreamHandler(process.stdout)
own.setFormatter(new logging.Formatter('own:%(message)s'))
middle.addHandler(own)
deep.warning('twice')
middle.propagate = false
deep.warning('once')
middle.propagate = true
own.setLevel(logging.ERROR)
deep.warning('handler level')
deep.error('both')
middle.removeHandler(own)

logging.disable(logging.WARNING)
deep.warning('disabled')
deep.error('not disabled')
print(deep.isEnabledFor(logging.WARNING), deep.isEnabledFor(logging.ERROR))
logging.disable(logging.NOTSET)
deep.disabled = true
deep.critical('dropped')
print(deep.isEnabledFor(logging.CRITICAL))
deep.disabled = false

logging.addLevelName(25, 'NOTICE')
print(
  logging.getLevelName(25),
  logging.getLevelName('NOTICE'),
  logging.getLevelName(26),
  logging.getLevelName('X'),
)
print(logging.getLevelName(logging.WARN), logging.getLevelName('WARN'), logging.getLevelName('FATAL'))
deep.setLevel('NOTICE')
deep.log(25, "a level of one's own")
deep.log(24, 'below it')
deep.log(33, 'a level without name')
const names = [...logging.getLevelNamesMapping()].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1))
print(`[${names.map(([name, level]) => `('${name}', ${level})`).join(', ')}]`)
deep.setLevel(0)

class OnlyEven {
  filter(record: logging.LogRecord): boolean {
    return Number(record.args[0]) % 2 === 0
  }
}

function tag(record: logging.LogRecord): boolean {
  record.msg = `tagged ${String(record.msg)}`
  return true
}

const even = new OnlyEven()
deep.addFilter(even)
deep.addFilter(tag)
for (const n of [0, 1, 2]) deep.warning('%d', n)
middle.warning('filters of a child do not count')
deep.removeFilter(even)
deep.removeFilter(tag)
middle.addFilter(() => false)
deep.warning('filters of a parent do not count for a child')
middle.warning('dropped')
out.addFilter(new logging.Filter('a.b'))
for (const name of ['a', 'a.b', 'a.b.c', 'a.bb', 'x.a.b']) logging.getLogger(name).error('by name')
print(root, deep, out)

const adapter = new logging.LoggerAdapter(logging.getLogger('a.b.d'), { who: 'me' })
out.setFormatter(new logging.Formatter('%(who)s %(message)s'))
adapter.warning('through the adapter %s', 1)
print(adapter, adapter.name, adapter.isEnabledFor(10))
