import type { BuildOptions } from './lib/options.js';

/** A plugin of Taro 3 and 4: checks after each build for WeChat. */
declare function privguide(context: any, options?: privguide.Options): void;

declare namespace privguide {
  export type Options = BuildOptions;
  export { privguide as default };
}

export = privguide;
