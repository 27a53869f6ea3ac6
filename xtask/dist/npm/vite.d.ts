import type { BuildOptions } from './lib/options.js';

/** A plugin of Vite, and so of uni-app with Vue 3: checks whenever a build has read its modules. */
declare function privguide(options?: privguide.Options): privguide.Plugin;

declare namespace privguide {
  export type Options = BuildOptions;
  export interface Plugin {
    name: 'privguide';
    apply: 'build';
    configResolved(config: any): void;
    buildStart(this: any): void;
    buildEnd(this: any, error?: Error): Promise<void>;
  }
  export { privguide as default };
}

export = privguide;
