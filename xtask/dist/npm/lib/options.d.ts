/** What the plugins of bundlers and frameworks take. */
export interface BuildOptions {
  /** The folder of privguide.toml, from the root of the project; `.` without it. */
  path?: string;
  /** What fails the build: `errors` (the default), `warnings` too, or `nothing`. A watched build never ends because of findings. */
  deny?: 'errors' | 'warnings' | 'nothing';
  /** The language of messages; the project's or the system's without it. */
  lang?: 'zh-CN' | 'en';
  /** Check in builds for other platforms than WeChat, too. */
  always?: boolean;
}
