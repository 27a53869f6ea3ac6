# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_cargo_privguide_global_optspecs
    string join \n lang= color= q/quiet v/verbose h/help V/version
end

function __fish_cargo_privguide_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_cargo_privguide_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_cargo_privguide_using_subcommand
    set -l cmd (__fish_cargo_privguide_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -s V -l version -d 'Print version'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "check" -d 'Compare the code with privguide.toml and the guide (the default)'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "scan" -d 'List every use of a privacy interface, without judging'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "generate" -d 'Write the guide, or show what would change'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "init" -d 'Write a privguide.toml that lists what the code uses'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "declare" -d 'Add what is missing to privguide.toml; comments, order and style stay'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "fix" -d 'Apply safe fixes to privguide.toml and app.json'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "explain" -d 'Explain a rule, an information type, an interface, an error number or a configuration key'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "list" -d 'List what privguide knows, or what a program contains'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "why" -d 'Show why an information type, an interface or a file is in the package, and how to remove it'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "export" -d 'Print the declarations as the body of the open platform\'s setprivacysetting request'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "customers" -d 'Write guide, declarations and setprivacysetting request of each customer of a template, from a table'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "import" -d 'Write privguide.toml from a saved getprivacysetting response'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "compare" -d 'Compare the code, privguide.toml and saved replies of the platform'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "diff" -d 'Show what changed since a revision, and whether users must consent again'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "record" -d 'Write privguide.lock: which privacy interfaces installed npm packages and a build use'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "hook" -d 'Check every push: install, remove, describe or run the git hook'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "watch" -d 'Check again whenever something changes'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "report" -d 'Write one HTML page for a reviewer: verdict, evidence, third parties, changes, sign-off'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "lsp" -d 'Serve an editor: the language server protocol over standard input and output'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "schema" -d 'Print the JSON Schema of privguide.toml, or of another format'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c cargo-privguide -n "__fish_cargo_privguide_needs_command" -f -a "man" -d 'Print the manual page of a verb'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -s A -l allow -d 'Do not report a rule' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -s W -l warn -d 'Report a rule as a warning' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -s D -l deny -d 'Report a rule as an error; `warnings` means every warning' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l format -d 'How results are written' -r -f -a "human\t'For people, with excerpts'
short\t'One line each'
json\t'For programs'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub workflow commands: annotations'
summary\t'A job summary in Markdown'
gitlab\t'GitLab code quality'
ndjson\t'For programs that look at many inputs: one line of JSON for each project'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l report -d 'Also write the result to a file, in a format of its own; may be given several times' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l base -d 'Report only findings that this revision does not have' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l rules-base -d 'Also report rules, programs or declarations removed since this revision; implied by --base' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l built -d 'Compare with the package that a build wrote into this folder' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l inputs-from -d 'Read more of them from a file, one a line or ended by NUL; - is standard input; with --format ndjson' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l write-baseline -d 'Write privguide-baseline.toml: current findings are no longer reported'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -l framed -d 'Read archives from standard input as a sequence of frames: length and bytes of a name, length and bytes of the archive; with --format ndjson'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l format -d 'How results are written' -r -f -a "human\t'For people, with excerpts'
short\t'One line each'
json\t'For programs'
ndjson\t'For programs that look at many inputs: one line of JSON for each project'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l inputs-from -d 'Read more of them from a file, one a line or ended by NUL; - is standard input; with --format ndjson' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l dump-values -d 'For developers: print constraints and points-to sets instead of results'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -l framed -d 'Read archives from standard input as a sequence of frames: length and bytes of a name, length and bytes of the archive; with --format ndjson'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l check -d 'Write nothing; fail and show the difference when the guide is not up to date'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l diff -d 'Write nothing; show the difference'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l stdout -d 'Write nothing; print the guide'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l stdout -d 'Print the file instead of writing it'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l shared -d 'Write one file for several programs instead of one each'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l diff -d 'Write nothing; show the difference'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand declare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l diff -d 'Write nothing; show the difference'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand fix" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand explain" -l format -d 'How results are written' -r -f -a "human\t'For people, with excerpts'
short\t'One line each'
json\t'For programs'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand explain" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand explain" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand explain" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l format -d 'How results are written' -r -f -a "human\t'For people, with excerpts'
short\t'One line each'
json\t'For programs'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l kind -d 'Which table to list' -r -f -a "mini-program\t'Mini Programs'
plugin\t'Plugins'
mini-game\t'Mini games'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l format -d 'How results are written' -r -f -a "human\t'For people, with excerpts'
short\t'One line each'
json\t'For programs'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -s o -l output -d 'The folder to write to; each customer gets one in it' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l format -d 'How results are written' -r -f -a "human\t'A line for each problem, with the customers that it concerns, and totals'
ndjson\t'For programs: one line of JSON for each customer'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l check -d 'Write nothing; fail when a file is not up to date'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand customers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand import" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand import" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand import" -l stdout -d 'Print the file instead of writing it'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand import" -l merge -d 'Add what privguide.toml does not have yet; comments, order and style stay'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand import" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand import" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand compare" -l project -d 'Folder of the Mini Program [default: the current folder]' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand compare" -l format -d 'How results are written' -r -f -a "human\t'For people'
short\t'One line each'
markdown\t'For a pull request'
json\t'For programs'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand compare" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand compare" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand compare" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand compare" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand compare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand diff" -l format -d 'How results are written' -r -f -a "human\t'For people'
short\t'One line each'
markdown\t'For a pull request'
json\t'For programs'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand diff" -l exit-code -d 'Exit with 1 if the verdict is at least this serious' -r -f -a "consent\t'Users must consent, or the new state itself contains a mistake'
judge\t'A person has to judge, too'
tell\t'Users must be notified, too'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand diff" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand diff" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand diff" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand diff" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l built -d 'Also record what the package that a build wrote into this folder adds to the sources' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l check -d 'Write nothing; fail and show the difference when privguide.lock is not up to date'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand record" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -f -a "install" -d 'Install the pre-push hook in this repository'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -f -a "uninstall" -d 'Remove the hook and restore the one that was there before'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -f -a "status" -d 'Show whether the hook is installed and whether git would run it'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and not __fish_seen_subcommand_from install uninstall status run" -f -a "run" -d 'Called by git: check every ref that is pushed'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from install" -l method -d 'How to install [default: in git\'s configuration where git can, else as a file]' -r -f -a "config\t'`hook.privguide.*` in the repository\'s git configuration (git 2.54 or later)'
file\t'A file in the hooks folder'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from install" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from install" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from install" -l force -d 'Write into a hooks folder that several repositories or people share, too'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from install" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from install" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from status" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from run" -l script -d 'The version of the calling hook script' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from run" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from run" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand hook; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -s A -l allow -d 'Do not report a rule' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -s W -l warn -d 'Report a rule as a warning' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -s D -l deny -d 'Report a rule as an error; `warnings` means every warning' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l format -d 'How results are written' -r -f -a "human\t'For people, with excerpts'
short\t'One line each'
json\t'For programs'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'GitHub workflow commands: annotations'
summary\t'A job summary in Markdown'
gitlab\t'GitLab code quality'
ndjson\t'For programs that look at many inputs: one line of JSON for each project'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l report -d 'Also write the result to a file, in a format of its own; may be given several times' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l base -d 'Report only findings that this revision does not have' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l rules-base -d 'Also report rules, programs or declarations removed since this revision; implied by --base' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l built -d 'Compare with the package that a build wrote into this folder' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l inputs-from -d 'Read more of them from a file, one a line or ended by NUL; - is standard input; with --format ndjson' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l generate -d 'Show what changes in the guide and write it before every check'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l write-baseline -d 'Write privguide-baseline.toml: current findings are no longer reported'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -l framed -d 'Read archives from standard input as a sequence of frames: length and bytes of a name, length and bytes of the archive; with --format ndjson'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -s o -l output -d 'Where the page is written [default: standard output]' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l base -d 'Also show what changed since this revision, and whether users must consent again' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l config -d 'The privguide.toml to use' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -s p -l package -d 'Analyse the programs of this Cargo package only' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l manifest-path -d 'Path to Cargo.toml' -r -F
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l no-cache -d 'Neither read nor write the cache'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l workspace -d 'Analyse the programs of every package of the Cargo workspace'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l offline -d 'Passed to cargo: do not use the network'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l locked -d 'Passed to cargo: do not change Cargo.lock'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -l frozen -d 'Passed to cargo: --offline and --locked'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand lsp" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand lsp" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand lsp" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand lsp" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand lsp" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand schema" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand schema" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand schema" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand schema" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand completions" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand completions" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand completions" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand man" -l lang -d 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]' -r
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal; NO_COLOR and CLICOLOR_FORCE are respected'
always\t'Always'
never\t'Never'"
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand man" -s q -l quiet -d 'Show errors only'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand man" -s v -l verbose -d 'Show every warning and every place'
complete -c cargo-privguide -n "__fish_cargo_privguide_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
