/** Twin of test/python/logging/formats.py. */
import * as logging from 'nogil/logging'
import { print, pythonName, repr } from './print.ts'

const fields = {
  name: 'app.db',
  levelno: 30,
  levelname: 'WARNING',
  msg: 'took %.1f s',
  args: [2.25],
  created: 1700000000.5,
  msecs: 500,
  relativeCreated: 1234.5,
  thread: 7,
  threadName: 'Worker-1',
  process: 99,
  processName: 'MainProcess',
  pathname: '/x/y/prog.py',
  filename: 'prog.py',
  module: 'prog',
  lineno: 42,
  funcName: 'work',
  user: 'ann',
}

function show(format: string | null = null, options: logging.FormatterOptions = {}): void {
  const record = logging.makeLogRecord(fields)
  try {
    print(repr(new logging.Formatter(format, { converter: 'gmtime', ...options }).format(record)))
  } catch (error) {
    print(pythonName(error), error instanceof Error ? error.message : error)
  }
}

show()
show(logging.BASIC_FORMAT)
show('%(asctime)s')
show('%(asctime)s', { datefmt: '%H:%M:%S' })
show('%(asctime)s %(message)s', { datefmt: '%Y-%m-%dT%H:%M:%S%z %j %a %b %p' })
show(
  '[%(levelname)-10s] [%(levelname)10s] [%(levelno)05d] [%(lineno)4d] [%(msecs)03d] [%(relativeCreated)8.2f]',
)
show('%(created)f %(thread)d %(threadName)s %(process)x %(processName)s')
show('%(pathname)s|%(filename)s|%(module)s|%(funcName)s|%(lineno)d|%(user)r')
show('%(message)s 100%%')
show('%(nosuch)s')
show('%(nosuch)s %(message)s', { defaults: { nosuch: 'default' } })
show('plain')
show('plain', { validate: false })
show('%(message)d')
show('%(lineno)s %(lineno)x %(lineno)#o %(message).4s|%(message)-14s|')
show('{message}', { style: '{' })
show('{asctime} {levelname:>8}|{levelname:<8}|{levelname:^9}|{levelname:*^9}', { style: '{' })
show(
  '{lineno:05d} {lineno:x} {lineno:#x} {lineno:b} {lineno:,} {lineno:+d} {created:.2f} {relativeCreated:10.3f} {lineno:e}',
  { style: '{' },
)
show('{user!r:>8} {user!s} {user!a} {{literal}}', { style: '{' })
show('{nosuch}', { style: '{' })
show('{message', { style: '{' })
show('message}', { style: '{' })
show('{message!x}', { style: '{' })
show('{message:zz}', { style: '{' })
show('{na me}', { style: '{' })
show('nothing', { style: '{' })
show('{user[0]} {message:.{lineno}}', { style: '{' })
show('{nosuch} {message}', { style: '{', defaults: { nosuch: 5 } })
show('{process:c}{process:%}', { style: '{' })
show('$message', { style: '$' })
show('${asctime} $levelname:$name $$ ${message}', { style: '$' })
show('$nosuch', { style: '$' })
show('$ message', { style: '$' })
show('nothing', { style: '$' })
show('$nosuch $message', { style: '$', defaults: { nosuch: 5 } })
show('x', { style: '!' as logging.StyleName })

const record = logging.makeLogRecord({ ...fields, stackInfo: 'STACK' })
print(repr(new logging.Formatter('%(message)s').format(record)))
const buffering = new logging.BufferingFormatter()
print(repr(buffering.format([])), repr(buffering.format([record, record])))

const converter = 'gmtime'
print(new logging.Formatter('%(asctime)s', { converter, defaultMsecFormat: null }).format(record))
const short = { converter, defaultMsecFormat: '%s.%03d', defaultTimeFormat: '%H:%M' } as const
print(new logging.Formatter('%(asctime)s', short).format(record))
