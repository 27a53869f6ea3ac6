import type { BuildOptions } from './lib/options.js';

/** A plugin of webpack 4 and 5, and so of uni-app with Vue 2 and of mpx: findings are warnings and errors of the compilation. */
declare class PrivguidePlugin {
  constructor(options?: PrivguidePlugin.Options);
  apply(compiler: any): void;
}

declare namespace PrivguidePlugin {
  export type Options = BuildOptions;
  export { PrivguidePlugin as default };
}

export = PrivguidePlugin;
