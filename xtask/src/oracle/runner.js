// Runs programs and reports what they read of the platform. One JSON value a line: first the platform's tables, then programs
// ({ files: { path: text }, entries: [path], timeout }); one answer a program ({ accesses, errors }).
//
// Every program has a realm of its own, in which each function and object that it is given is made: none leads to this one. Module files are linked as the language says, others get `require`, `module` and `exports`.
'use strict'
const vm = require('node:vm')
const fs = require('node:fs')
const path = require('node:path').posix

const ROOT = '/program/'
// So many interfaces read at one place are a copy of the host, not uses of each.
const COPIED = 6

Error.stackTraceLimit = 200
function frames() {
  const before = Error.prepareStackTrace
  Error.prepareStackTrace = (_, sites) => sites
  const sites = new Error().stack
  Error.prepareStackTrace = before
  const places = []
  for (const site of sites) {
    const file = site.getFileName()
    if (file && file.startsWith(ROOT)) {
      places.push({ file: file.slice(ROOT.length), line: site.getLineNumber(), column: site.getColumnNumber() })
    }
  }
  return places
}

class Recorder {
  reads = []
  calls = []
  scopes = []
  errors = []

  read(name, copied) {
    return this.reads.push({ name, copied, places: frames() }) - 1
  }
  call(read) {
    if (this.calls.length < 20000) this.calls.push({ read, places: frames() })
  }
  scope(name) {
    this.scopes.push({ name, places: frames() })
  }
  error(error) {
    if (this.errors.length < 20) this.errors.push(String((error && error.stack) || error).split('\n').slice(0, 2).join(' '))
  }

  // What was accessed where. A member that came with a copy of the host is accessed where it is called.
  accesses() {
    const at = new Map()
    const key = ([place]) => (place ? `${place.file}:${place.line}:${place.column}` : '')
    for (const read of this.reads) {
      const names = at.get(key(read.places)) || at.set(key(read.places), new Set()).get(key(read.places))
      names.add(read.name)
    }
    const isCopy = read => read.copied || at.get(key(read.places)).size >= COPIED
    const found = new Map()
    const add = (name, places) => {
      const stack = [...new Set(places.map(place => `${place.file}:${place.line}`))]
      if (stack.length > 0) found.set(`${name} ${stack[0]}`, { interface: name, stack })
    }
    for (const read of this.reads) if (!isCopy(read)) add(read.name, read.places)
    for (const call of this.calls) if (isCopy(this.reads[call.read])) add(this.reads[call.read].name, call.places)
    for (const scope of this.scopes) add(scope.name, scope.places)
    return [...found.values()]
  }
}

class Program {
  constructor(platform, { files, entries, timeout }, config) {
    this.recorder = new Recorder()
    this.files = new Map(Object.entries(files))
    this.entries = entries
    this.timeout = timeout
    this.context = vm.createContext({})
    this.modules = new Map()
    this.cache = new Map()
    this.stage = platform.runInContext(this.context)(config, {
      read: (name, copied) => this.recorder.read(name, copied),
      call: read => this.recorder.call(read),
      scope: name => this.recorder.scope(name),
      error: error => this.recorder.error(error),
    })
    this.enter = new vm.Script('__task()')
  }

  // Runs a task of the program for at most `timeout` milliseconds.
  within(task) {
    this.context.__task = () => task()
    try {
      this.enter.runInContext(this.context, this.timeout ? { timeout: this.timeout } : {})
    } catch (error) {
      this.recorder.error(error)
    }
  }

  async drain() {
    for (let round = 0; round < 30; round += 1) {
      await new Promise(setImmediate)
      let any = false
      this.within(() => { any = this.stage.tick() })
      if (!any && round > 2) return
    }
  }

  resolve(specifier, from) {
    const folders = specifier.startsWith('.') ? [path.join(path.dirname(from), specifier)] : [specifier.replace(/^\//, '')]
    if (!/^[./]/.test(specifier)) {
      for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
        folders.push(path.join(folder, 'miniprogram_npm', specifier))
        if (folder === '.' || folder === '/') break
      }
    }
    for (const one of folders) {
      for (const ending of ['', '.js', '/index.js']) {
        if (this.files.has(one + ending) && (one + ending).endsWith('.js')) return one + ending
      }
    }
  }

  // What is known of a file before anything runs: a function to call, or a module to link.
  prepare() {
    for (const [file, text] of this.files) {
      if (!file.endsWith('.js')) continue
      const filename = ROOT + file
      try {
        const names = ['require', 'module', 'exports']
        this.modules.set(file, { run: vm.compileFunction(text, names, { filename, parsingContext: this.context }) })
      } catch (error) {
        this.prepareModule(file, text, filename, error)
      }
    }
  }

  prepareModule(file, text, filename, error) {
    try {
      const module = new vm.SourceTextModule(`const { require, module, exports } = import.meta; ${text}`, {
        identifier: filename,
        context: this.context,
        columnOffset: 0,
        initializeImportMeta: meta => this.stage.scope(meta, name => this.require(name, file)),
        importModuleDynamically: () => { throw new Error('import() is not supported') },
      })
      this.modules.set(file, { module })
    } catch {
      this.recorder.error(error)
    }
  }

  // A file that is no module, as modules see it: the default, and every name that any module asks for.
  wrapped(file) {
    const known = this.modules.get(file)
    if (!known.outside) {
      known.outside = new vm.SyntheticModule([...this.asked, 'default'], () => {
        const exports = file === undefined ? this.stage.anything : this.requireFile(file)
        const object = exports !== null && exports !== undefined ? exports : {}
        known.outside.setExport('default', object.__esModule ? object.default : exports)
        for (const name of this.asked) known.outside.setExport(name, object[name])
      }, { identifier: `${ROOT}${file}`, context: this.context })
    }
    return known.outside
  }

  async link() {
    const asked = new Set()
    for (const text of this.files.values()) {
      for (const [, list] of text.matchAll(/(?:import|export)\s[^;'"{]*\{([^}]*)\}\s*from/g)) {
        for (const name of list.split(',')) asked.add(name.trim().split(/\s+as\s+/)[0])
      }
    }
    asked.delete('')
    asked.delete('default')
    this.asked = asked
    const linker = (specifier, { identifier }) => {
      const file = this.resolve(specifier, identifier.slice(ROOT.length))
      if (file === undefined) this.modules.set(undefined, this.modules.get(undefined) || {})
      const known = this.modules.get(file)
      return (known && known.module) || this.wrapped(file)
    }
    for (const { module } of this.modules.values()) {
      if (module && module.status === 'unlinked') await module.link(linker).catch(error => this.recorder.error(error))
    }
  }

  require(specifier, from) {
    const file = this.resolve(String(specifier), from)
    return file === undefined ? this.stage.anything : this.requireFile(file)
  }

  requireFile(file) {
    if (this.cache.has(file)) return this.cache.get(file).module.exports
    const known = this.modules.get(file)
    const made = this.stage.scope({}, name => this.require(name, file))
    if (!known) return made.exports
    this.cache.set(file, made)
    if (known.module) {
      known.module.evaluate().catch(() => {})
      if (known.module.status === 'errored') throw known.module.error
      made.module.exports = known.module.namespace
    } else {
      known.run.call(made.exports, made.require, made.module, made.exports)
    }
    return made.module.exports
  }

  async run() {
    this.prepare()
    await this.link()
    for (const entry of this.entries) {
      this.within(() => {
        try {
          this.requireFile(entry)
        } catch (error) {
          this.recorder.error(error)
        }
      })
    }
    for (const phase of this.stage.phases) {
      await this.drain()
      this.within(phase)
    }
    await this.drain()
    return { accesses: this.recorder.accesses(), errors: this.recorder.errors }
  }
}

async function main() {
  const platform = new vm.Script(fs.readFileSync(process.argv[2], 'utf8'), { filename: 'platform.js' })
  process.on('unhandledRejection', () => {})
  const lines = fs.readFileSync(0, 'utf8').split('\n').filter(line => line !== '')
  const config = JSON.parse(lines.shift())
  for (const line of lines) {
    const program = new Program(platform, JSON.parse(line), config)
    let answer
    try {
      answer = await program.run()
    } catch (error) {
      answer = { accesses: program.recorder.accesses(), errors: [String(error && error.stack)] }
    }
    fs.writeSync(1, `${JSON.stringify(answer)}\n`)
  }
}
main()
