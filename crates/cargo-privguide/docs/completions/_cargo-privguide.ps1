
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'cargo-privguide' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'cargo-privguide'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'cargo-privguide' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Compare the code with privguide.toml and the guide (the default)')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'List every use of a privacy interface, without judging')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the guide, or show what would change')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a privguide.toml that lists what the code uses')
            [CompletionResult]::new('declare', 'declare', [CompletionResultType]::ParameterValue, 'Add what is missing to privguide.toml; comments, order and style stay')
            [CompletionResult]::new('fix', 'fix', [CompletionResultType]::ParameterValue, 'Apply safe fixes to privguide.toml and app.json')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rule, an information type, an interface, an error number or a configuration key')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what privguide knows, or what a program contains')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Show why an information type, an interface or a file is in the package, and how to remove it')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the declarations as the body of the open platform''s setprivacysetting request')
            [CompletionResult]::new('customers', 'customers', [CompletionResultType]::ParameterValue, 'Write guide, declarations and setprivacysetting request of each customer of a template, from a table')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Write privguide.toml from a saved getprivacysetting response')
            [CompletionResult]::new('compare', 'compare', [CompletionResultType]::ParameterValue, 'Compare the code, privguide.toml and saved replies of the platform')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what changed since a revision, and whether users must consent again')
            [CompletionResult]::new('record', 'record', [CompletionResultType]::ParameterValue, 'Write privguide.lock: which privacy interfaces installed npm packages and a build use')
            [CompletionResult]::new('hook', 'hook', [CompletionResultType]::ParameterValue, 'Check every push: install, remove, describe or run the git hook')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Check again whenever something changes')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Write one HTML page for a reviewer: verdict, evidence, third parties, changes, sign-off')
            [CompletionResult]::new('lsp', 'lsp', [CompletionResultType]::ParameterValue, 'Serve an editor: the language server protocol over standard input and output')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of privguide.toml, or of another format')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of a verb')
            break
        }
        'cargo-privguide;check' {
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Do not report a rule')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Do not report a rule')
            [CompletionResult]::new('-W', '-W ', [CompletionResultType]::ParameterName, 'Report a rule as a warning')
            [CompletionResult]::new('--warn', '--warn', [CompletionResultType]::ParameterName, 'Report a rule as a warning')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Report a rule as an error; `warnings` means every warning')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Report a rule as an error; `warnings` means every warning')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Also write the result to a file, in a format of its own; may be given several times')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'Report only findings that this revision does not have')
            [CompletionResult]::new('--rules-base', '--rules-base', [CompletionResultType]::ParameterName, 'Also report rules, programs or declarations removed since this revision; implied by --base')
            [CompletionResult]::new('--built', '--built', [CompletionResultType]::ParameterName, 'Compare with the package that a build wrote into this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--inputs-from', '--inputs-from', [CompletionResultType]::ParameterName, 'Read more of them from a file, one a line or ended by NUL; - is standard input; with --format ndjson')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write privguide-baseline.toml: current findings are no longer reported')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('--framed', '--framed', [CompletionResultType]::ParameterName, 'Read archives from standard input as a sequence of frames: length and bytes of a name, length and bytes of the archive; with --format ndjson')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;scan' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--inputs-from', '--inputs-from', [CompletionResultType]::ParameterName, 'Read more of them from a file, one a line or ended by NUL; - is standard input; with --format ndjson')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dump-values', '--dump-values', [CompletionResultType]::ParameterName, 'For developers: print constraints and points-to sets instead of results')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('--framed', '--framed', [CompletionResultType]::ParameterName, 'Read archives from standard input as a sequence of frames: length and bytes of a name, length and bytes of the archive; with --format ndjson')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;generate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing; fail and show the difference when the guide is not up to date')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Write nothing; show the difference')
            [CompletionResult]::new('--stdout', '--stdout', [CompletionResultType]::ParameterName, 'Write nothing; print the guide')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;init' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--stdout', '--stdout', [CompletionResultType]::ParameterName, 'Print the file instead of writing it')
            [CompletionResult]::new('--shared', '--shared', [CompletionResultType]::ParameterName, 'Write one file for several programs instead of one each')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;declare' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Write nothing; show the difference')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;fix' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Write nothing; show the difference')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;explain' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Which table to list')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;why' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;export' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;customers' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The folder to write to; each customer gets one in it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The folder to write to; each customer gets one in it')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing; fail when a file is not up to date')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;import' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--stdout', '--stdout', [CompletionResultType]::ParameterName, 'Print the file instead of writing it')
            [CompletionResult]::new('--merge', '--merge', [CompletionResultType]::ParameterName, 'Add what privguide.toml does not have yet; comments, order and style stay')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;compare' {
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Folder of the Mini Program [default: the current folder]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;diff' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 if the verdict is at least this serious')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;record' {
            [CompletionResult]::new('--built', '--built', [CompletionResultType]::ParameterName, 'Also record what the package that a build wrote into this folder adds to the sources')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing; fail and show the difference when privguide.lock is not up to date')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;hook' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('install', 'install', [CompletionResultType]::ParameterValue, 'Install the pre-push hook in this repository')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Remove the hook and restore the one that was there before')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether the hook is installed and whether git would run it')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Called by git: check every ref that is pushed')
            break
        }
        'cargo-privguide;hook;install' {
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'How to install [default: in git''s configuration where git can, else as a file]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write into a hooks folder that several repositories or people share, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;hook;uninstall' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;hook;status' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;hook;run' {
            [CompletionResult]::new('--script', '--script', [CompletionResultType]::ParameterName, 'The version of the calling hook script')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;watch' {
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Do not report a rule')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Do not report a rule')
            [CompletionResult]::new('-W', '-W ', [CompletionResultType]::ParameterName, 'Report a rule as a warning')
            [CompletionResult]::new('--warn', '--warn', [CompletionResultType]::ParameterName, 'Report a rule as a warning')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Report a rule as an error; `warnings` means every warning')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Report a rule as an error; `warnings` means every warning')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Also write the result to a file, in a format of its own; may be given several times')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'Report only findings that this revision does not have')
            [CompletionResult]::new('--rules-base', '--rules-base', [CompletionResultType]::ParameterName, 'Also report rules, programs or declarations removed since this revision; implied by --base')
            [CompletionResult]::new('--built', '--built', [CompletionResultType]::ParameterName, 'Compare with the package that a build wrote into this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--inputs-from', '--inputs-from', [CompletionResultType]::ParameterName, 'Read more of them from a file, one a line or ended by NUL; - is standard input; with --format ndjson')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Show what changes in the guide and write it before every check')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write privguide-baseline.toml: current findings are no longer reported')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('--framed', '--framed', [CompletionResultType]::ParameterName, 'Read archives from standard input as a sequence of frames: length and bytes of a name, length and bytes of the archive; with --format ndjson')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;report' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the page is written [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the page is written [default: standard output]')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'Also show what changed since this revision, and whether users must consent again')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The privguide.toml to use')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'Analyse the programs of this Cargo package only')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'Path to Cargo.toml')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Analyse the programs of every package of the Cargo workspace')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Passed to cargo: do not use the network')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Passed to cargo: do not change Cargo.lock')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'Passed to cargo: --offline and --locked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;lsp' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;schema' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;completions' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cargo-privguide;man' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: zh-CN or en [default: privguide.toml, then the locale]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every warning and every place')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
