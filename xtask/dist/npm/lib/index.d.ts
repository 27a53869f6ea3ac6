/** What `privguide check --format json` prints, version 1. Fields are only ever added. */
export interface CheckOutput {
  version: 1;
  programs: Program[];
  findings: Finding[];
  /** What is said beyond findings: what was not looked into, and why. */
  notes?: string[];
}

/** A Mini Program, plugin or mini game. */
export interface Program {
  root: string;
  kind: 'mini-program' | 'plugin' | 'mini-game';
  framework: string;
  uses: Use[];
  unresolved: Unresolved[];
  third_parties: ThirdPartySign[];
  permissions: AskedPermission[];
  addresses: Address[];
  missing_packages: MissingPackage[];
  unanalysed: Unanalysed[];
}

/** Where something is; lines and columns count from 1, columns in characters. */
export interface Place {
  file: string;
  line: number;
  column: number;
  /** Where a built file's source map says that it comes from. */
  original?: { file: string; line: number; column: number };
  /** The installed or recorded package that it is in, and the imports by which it was reached. */
  package?: { name: string; version: string; chain: string[]; recorded: boolean };
}

/** One occurrence of a privacy interface. */
export interface Use extends Place {
  interface: string;
  information: string[];
  kind: 'call' | 'reference' | 'component' | 'scope' | 'event-binding' | 'mention';
  evidence: 'literal' | 'alias' | 'framework' | 'inferred' | 'recorded';
  status: 'reachable' | 'packed' | 'outside';
  brought_by: string | null;
  chain: string[] | null;
}

/** An access that could be a use and could not be decided. */
export interface Unresolved extends Place {
  reason: string;
  text: string;
  /** The packages that the platform is handed to. */
  to?: string[];
}

/** A sign that a third party's SDK, plugin or host is part of the program. */
export interface ThirdPartySign extends Place {
  id: string | null;
  marker: string;
  text: string;
}

/** A permission that the code of a known third party asks users for. */
export interface AskedPermission extends Place {
  id: string;
  /** `scope.userLocation` */
  scope: string;
  interface: string;
}

/** A host that the program sends something to, shows something of, or names. */
export interface Address extends Place {
  /** `https://api.example.com`; null when it is only known at run time. */
  origin: string | null;
  channel:
    | 'request'
    | 'upload'
    | 'socket'
    | 'web-view'
    | 'stream'
    | 'library'
    | 'download'
    | 'media'
    | 'cloud'
    | 'mini-program'
    | 'named';
  /** The expression that gives the address, where that is only known at run time. */
  giver: string | null;
  /** The known third party that the host belongs to. */
  party: string | null;
}

/** A package that is imported and was not looked into, because it is not installed. */
export interface MissingPackage {
  package: string;
  file: string;
  line: number;
}

/** A file, or a part of one, that could not be looked into. */
export interface Unanalysed {
  file: string;
  reason: string;
  line?: number;
  column?: number;
  detail?: string;
}

/** A result of the check. */
export interface Finding {
  rule: string;
  level: 'error' | 'warning';
  information: string[];
  message: string;
  places: (Place & { label?: string })[];
  help: string[];
}

export interface CheckOptions {
  /** The folder of the Mini Program; `.` without it. */
  path?: string;
  /** From where `path` and everything else is looked at; the current folder without it. */
  cwd?: string;
  /** The language of messages; the project's or the system's without it. */
  lang?: 'zh-CN' | 'en';
  /** Rules that become errors; `warnings` names all warnings. */
  deny?: string[];
  /** Rules that are not reported. */
  allow?: string[];
  /** Ends the check. */
  signal?: AbortSignal;
}

export interface CheckResult extends CheckOutput {
  /** Whether there is no finding at error level. */
  ok: boolean;
  /** What was said besides the result, for people to read. */
  messages: string;
}

/**
 * Checks a Mini Program. Findings are a result; the promise is rejected only when the check could not run, with `code`
 * `PRIVGUIDE_FAILED` and the message of the program.
 */
export function check(options?: CheckOptions): Promise<CheckResult>;

/** The path of the executable for this platform. */
export function executable(): string;
