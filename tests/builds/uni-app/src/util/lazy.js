const modules = import.meta.glob('./parts/*.js', { eager: true })

export const lazy = () => Object.values(modules).forEach((module) => module.run())
