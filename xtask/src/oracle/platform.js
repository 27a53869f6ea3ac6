// The platform that a program sees, made inside the program's own realm: a `wx` that notes every access to an interface, and the
// registrations (App, Page, Component, Behavior) with the order in which the platform calls what was registered.
//
// `config`: { members: [name], factories: { member: { object, methods } }, scopes: [name] }
// `record`: { read(interface, copied) -> id, call(id), scope(name), error(error) }
(function (config, record) {
  'use strict'
  const root = globalThis
  const queue = []
  const apps = []
  const pages = []
  const components = []
  const interfaces = new Set(config.members)
  const scopes = new Set(config.scopes)

  const later = task => {
    if (queue.length < 2000) queue.push(task)
    return queue.length
  }
  const attempt = (task, self, ...given) => {
    try {
      return task.apply(self, given)
    } catch (error) {
      record.error(error)
    }
  }

  // Answers anything: what the program gets from servers, users and parts of the platform that are not modelled.
  let depth = 0
  const anything = new Proxy(function () {}, {
    get(_, key) {
      if (key === 'then' || key === 'catch' || key === 'finally' || key === 'toJSON') return undefined
      if (key === Symbol.toPrimitive) return hint => (hint === 'number' ? 1 : '1')
      if (key === Symbol.iterator) return function* () { yield anything }
      if (key === 'length') return 1
      if (key === 'prototype') return Object.prototype
      return anything
    },
    set: () => true,
    has: () => true,
    ownKeys: () => ['prototype'],
    deleteProperty: () => true,
    construct: () => anything,
    apply(_, __, given) {
      if (depth > 3) return anything
      depth += 1
      for (const one of given) if (typeof one === 'function') attempt(one, undefined, anything, anything)
      depth -= 1
      return anything
    },
  })

  const answer = given => {
    const options = given.find(one => one && typeof one === 'object')
    for (const name of ['success', 'complete', 'fail']) {
      const callback = options && options[name]
      if (typeof callback === 'function') later(() => attempt(callback, undefined, anything))
    }
    for (const one of given) if (typeof one === 'function') later(() => attempt(one, undefined, anything))
    return options && (options.success || options.fail) ? undefined : Promise.resolve(anything)
  }

  // An object of the platform. Reading all members one after another with their descriptors, as spreads and Object.assign do, is a copy.
  const watched = (target, nameOf, make) => {
    let described
    return new Proxy(target, {
      getOwnPropertyDescriptor(object, key) {
        described = key
        return Reflect.getOwnPropertyDescriptor(object, key)
      },
      get(object, key, receiver) {
        const copied = described === key
        described = undefined
        const name = typeof key === 'string' ? nameOf(key) : undefined
        const own = Reflect.get(object, key, receiver)
        const isFree = own === undefined && typeof key === 'string' && key !== 'then' && key !== 'toJSON' && !(key in Object.prototype)
        if (name === undefined) return isFree ? make(key) : own
        const id = record.read(name, copied)
        if (own !== object[key] || !own || !own.isPlatform) return own
        const method = function (...given) {
          record.call(id)
          return own.apply(this, given)
        }
        return method
      },
    })
  }
  const platformFunction = work => {
    work.isPlatform = true
    return work
  }
  const plain = () => (...given) => answer(given)

  const manager = ({ object, methods }) => {
    const target = {}
    for (const method of methods) target[method] = platformFunction((...given) => answer(given))
    return watched(target, key => (methods.includes(key) ? `${object}.${key}` : undefined), plain)
  }
  const host = {}
  for (const member of config.members) host[member] = platformFunction((...given) => answer(given))
  for (const [member, made] of Object.entries(config.factories)) {
    let one
    host[member] = () => (one = one || manager(made))
  }
  for (const member of ['login', 'request', 'showToast', 'getStorageSync', 'getSystemInfoSync', 'navigateTo', 'getSetting']) {
    host[member] = (...given) => (member.endsWith('Sync') ? anything : answer(given))
  }
  for (const member of config.scopeCalls) {
    host[member] = options => {
      if (options && scopes.has(options.scope)) record.scope(options.scope)
      return answer([options])
    }
  }
  const wx = watched(host, key => (interfaces.has(key) ? `wx.${key}` : undefined), () => (...given) => {
    answer(given)
    return anything
  })

  const everyKey = function* (options) {
    for (const key in options) yield key
  }
  const instance = (options, base) => {
    const made = Object.create(base)
    for (const key of everyKey(options)) made[key] = options[key]
    made.data = options.data || {}
    return made
  }
  const pageMembers = {
    setData(data, done) {
      Object.assign(this.data, data)
      if (typeof done === 'function') later(() => attempt(done, this))
    },
    triggerEvent() {},
    createSelectorQuery: () => anything,
    selectComponent: () => anything,
    selectAllComponents: () => [anything],
    getTabBar: () => anything,
    getOpenerEventChannel: () => anything,
    getRelationNodes: () => [],
    createIntersectionObserver: () => anything,
    route: 'pages/a/a',
    is: 'pages/a/a',
    options: {},
  }
  const merged = options => {
    const all = { data: {}, methods: {}, lifetimes: {}, pageLifetimes: {}, observers: [] }
    const take = one => {
      if (!one || typeof one !== 'object') return
      for (const behavior of one.behaviors || []) take(behavior)
      for (const [name, property] of Object.entries(one.properties || {})) {
        const value = property && typeof property === 'object' ? property.value : undefined
        all.data[name] = value === undefined ? anything : value
        if (property && typeof property.observer === 'function') all.observers.push(property.observer)
      }
      Object.assign(all.data, one.data)
      Object.assign(all.methods, one.methods)
      all.observers.push(...Object.values(one.observers || {}).filter(one => typeof one === 'function'))
      Object.assign(all.pageLifetimes, one.pageLifetimes)
      for (const name of ['created', 'attached', 'ready', 'moved', 'detached']) {
        const hook = (one.lifetimes && one.lifetimes[name]) || one[name]
        if (typeof hook === 'function') all.lifetimes[name] = [...(all.lifetimes[name] || []), hook]
      }
    }
    take(options)
    return all
  }
  const registered = {
    App(options) {
      const app = instance(options, {})
      app.globalData = app.globalData || {}
      apps.push(app)
    },
    Page(options) {
      const shared = merged({ behaviors: options.behaviors })
      const page = instance({ ...shared.methods, ...options }, pageMembers)
      page.data = { ...shared.data, ...options.data }
      pages.push(page)
    },
    Component(options) {
      const all = merged(options)
      const component = instance({ ...options, ...all.methods }, pageMembers)
      component.data = all.data
      component.properties = all.data
      components.push([component, all])
      return ''
    },
    Behavior: options => options,
    getApp: () => apps[0] || anything,
    getCurrentPages: () => pages,
    requirePlugin: () => anything,
    requireMiniProgram: () => anything,
    wx,
    global: root,
    console: new Proxy({}, { get: () => () => {} }),
    setTimeout: (task, _, ...given) => later(() => typeof task === 'function' && attempt(task, root, ...given)),
    setInterval: (task, _, ...given) => later(() => typeof task === 'function' && attempt(task, root, ...given)),
    clearTimeout() {},
    clearInterval() {},
  }
  Object.assign(root, registered)

  const LIFECYCLE = {
    app: ['onLaunch', 'onShow'],
    page: ['onLoad', 'onShow', 'onReady'],
    component: ['created', 'attached', 'ready'],
  }
  const LAST = ['onHide', 'onUnload', 'onError']
  const query = new Proxy({}, { get: (own, key) => (key in own || typeof key === 'symbol' ? own[key] : '1') })
  const event = () => ({
    type: 'tap',
    detail: anything,
    target: { dataset: anything, id: '1' },
    currentTarget: { dataset: anything, id: '1' },
    touches: [anything],
    changedTouches: [anything],
  })
  const call = (self, names) => {
    for (const name of names) if (typeof self[name] === 'function') attempt(self[name], self, query)
  }
  const handlers = self => {
    const lifecycle = new Set([...Object.values(LIFECYCLE).flat(), ...LAST])
    for (const name of everyKey(self)) {
      if (!lifecycle.has(name) && !(name in pageMembers) && typeof self[name] === 'function') attempt(self[name], self, event())
    }
    call(self, LAST)
  }
  return {
    anything,
    // What a file has in place of globals.
    scope(target, find) {
      const module = { exports: {} }
      return Object.assign(target, { require: name => find(name), module, exports: module.exports })
    },
    tick() {
      const due = queue.splice(0)
      for (const task of due) task()
      return due.length > 0
    },
    phases: [
      () => apps.forEach(app => call(app, LIFECYCLE.app)),
      () => {
        pages.forEach(page => call(page, LIFECYCLE.page))
        for (const [component, { lifetimes, observers, pageLifetimes }] of components) {
          for (const name of LIFECYCLE.component) for (const hook of lifetimes[name] || []) attempt(hook, component)
          call(component, ['onLoad', 'onShow', 'onReady'])
          for (const hook of [...observers, ...Object.values(pageLifetimes)]) {
            if (typeof hook === 'function') attempt(hook, component, anything, anything, anything)
          }
        }
      },
      () => [...pages, ...components.map(([component]) => component), ...apps].forEach(handlers),
      () => [...pages, ...components.map(([component]) => component), ...apps].forEach(handlers),
    ],
  }
})
