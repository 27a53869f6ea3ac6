//! The command line's help in Chinese.

use clap::{Arg, Command};

/// The verbs with their descriptions. A test finds missing entries of these tables.
const VERBS: &[(&str, &str)] = &[
    ("cargo-privguide", "让微信小程序的用户隐私保护指引始终与代码一致"),
    ("check", "核对代码、privguide.toml 和指引（默认命令）"),
    ("scan", "列出每一处隐私接口的使用，不作判断"),
    ("generate", "生成指引，或显示会有哪些改动"),
    ("init", "根据代码写出一份 privguide.toml"),
    ("declare", "把缺少的声明补进 privguide.toml，注释、顺序和写法保持不变"),
    ("fix", "改正 privguide.toml 和 app.json 里有把握的错误"),
    ("explain", "说明一条规则、一类信息、一个接口、一个错误码或一个配置项"),
    ("list", "列出规则、接口、信息类型、不用声明的接口，或程序里的文件"),
    ("why", "说明某类信息、某个接口或某个文件为什么会进代码包，怎样去掉"),
    ("export", "把声明写成开放平台 setprivacysetting 的请求体"),
    ("customers", "按客户表为同一模板的每个客户写出指引、声明和 setprivacysetting 的请求体"),
    ("import", "根据保存下来的 getprivacysetting 返回结果写出 privguide.toml"),
    ("compare", "把代码、privguide.toml 和平台保存下来的返回并排比较"),
    ("diff", "说明从某个版本以来有什么变化，是否需要用户重新同意"),
    ("record", "写出 privguide.lock：安装的 npm 包和构建结果用到哪些隐私接口"),
    ("hook", "每次推送前自动核对：安装、移除、查看或运行 git hook"),
    ("install", "在当前仓库安装 pre-push hook"),
    ("uninstall", "移除 hook，并恢复原有的 hook"),
    ("status", "说明 hook 是否已经安装、git 会不会运行它"),
    ("run", "由 git 调用：核对推送的每一个引用"),
    ("watch", "文件一有改动就重新核对"),
    ("report", "写出一个 HTML 页面供审核：结论、依据、第三方、变化、签核"),
    ("lsp", "供编辑器使用：在标准输入和输出上提供语言服务器协议"),
    ("schema", "打印 privguide.toml 或另一种格式的 JSON Schema"),
    ("completions", "打印某种 shell 的补全脚本"),
    ("man", "打印某个命令的手册页"),
];

/// The help of each argument. `verb.argument` is used if the same name has several meanings.
const ARGUMENTS: &[(&str, &str)] = &[
    (
        "topic",
        "规则、信息类型、接口、错误码或配置项，例如 undeclared-information、位置信息、wx.getLocation、112",
    ),
    ("write_baseline", "写出 privguide-baseline.toml，目前已有的问题以后不再报告"),
    ("subject", "信息类型、接口或文件，例如 Location、wx.getLocation、libs/map.js"),
    ("response", "保存下来的返回结果；- 表示标准输入"),
    (
        "range",
        "只写一个版本：从该版本到磁盘上的文件；A..B：从 A 到 B［默认：当前分支离开上游分支的地方］",
    ),
    ("folder", "项目所在的文件夹［默认：当前文件夹］"),
    (
        "exit_code",
        "结论达到这个程度时退出码为 1：consent 要同意或要先补正，judge 还包括要人工判断，tell 还包括要告知用户［只写 --exit-code：consent］",
    ),
    ("record.built", "同时记录这个文件夹里的构建结果比源码多用了哪些接口"),
    ("record.check", "不写文件；privguide.lock 不是最新时报错并显示差异"),
    (
        "table",
        "客户表：CSV，每行一个客户，列名为 id、appid、privguide.toml 的键，以及文件 overlay 和 ext",
    ),
    ("customers.output", "写到哪个文件夹，每个客户一个子文件夹"),
    ("customers.check", "不写文件；有文件不是最新时报错"),
    ("more", "更多文件夹、压缩包和版本（git:PATH@REV），与 --format ndjson 一起用"),
    (
        "inputs_from",
        "从文件里再读一些输入，每行一个，或以 NUL 结尾；- 表示标准输入；与 --format ndjson 一起用",
    ),
    (
        "framed",
        "从标准输入逐帧读压缩包：名称的长度和内容，压缩包的长度和内容；与 --format ndjson 一起用",
    ),
    ("of", "要哪一种的"),
    ("built", "与这个文件夹里的构建结果比较"),
    ("output", "页面写到哪里［默认：标准输出］"),
    ("report.base", "同时说明从这个版本以来有什么变化，是否需要用户重新同意"),
    ("base", "只报告这个版本里还没有的问题"),
    ("rules_base", "另外报告与这个版本相比取消了哪些规则、程序和声明；--base 也会报告"),
    ("force", "由多个仓库或多人共用的 hook 文件夹也照样写入"),
    ("method", "安装方式［默认：git 支持时写进 git 配置，否则写成 hook 文件］"),
    ("event", "哪一个 hook"),
    ("script", "调用方脚本的版本"),
    ("git", "git 传给 hook 的参数"),
    ("repository", "仓库所在的文件夹［默认：当前文件夹］"),
    ("watch.generate", "每次核对前先显示指引的改动并写入"),
    ("shell", "哪一种 shell"),
    ("verb", "命令［默认：整个命令行］"),
    ("allow", "不报告这条规则"),
    ("warn", "把这条规则报告为警告"),
    ("deny", "把这条规则报告为错误；warnings 指全部警告"),
    ("format", "结果的格式"),
    ("report", "同时把结果以另一种格式写入文件；可以多次给出"),
    ("check", "不写文件；指引不是最新时报错并显示差异"),
    ("diff", "不写文件，只显示差异"),
    ("stdout", "不写文件，打印到标准输出"),
    ("shared", "有多个程序时只写一份，而不是每个程序各写一份"),
    ("merge", "补进现有的 privguide.toml，注释和原有内容不动"),
    (
        "replies",
        "保存下来的平台返回，先后不限：getprivacysetting、setprivacysetting 的请求、get_code_privacy_info",
    ),
    ("project", "小程序所在的文件夹［默认：当前文件夹］"),
    ("what", "要列出什么"),
    ("kind", "哪一张表：小程序、插件或小游戏"),
    ("path", "小程序所在的文件夹［默认：当前文件夹］"),
    ("config", "要使用的 privguide.toml"),
    ("no_cache", "重新查看每个文件，也不为下次运行保存结果"),
    ("dump_values", "供开发者使用：不输出结果，改为输出脚本的约束和每个值可能是什么"),
    ("package", "只取这个 Cargo 包里的小程序"),
    ("workspace", "取 Cargo 工作区内所有包的小程序"),
    ("manifest_path", "Cargo.toml 的路径"),
    ("offline", "传给 cargo：不访问网络"),
    ("locked", "传给 cargo：不改动 Cargo.lock"),
    ("frozen", "传给 cargo：等于以上两项"),
    ("lang", "提示信息的语言：zh-CN 或 en［默认：privguide.toml 的 language，其次是系统语言］"),
    ("color", "什么时候使用颜色"),
    ("quiet", "只显示错误"),
    ("verbose", "显示每一条警告和每一处位置"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

/// The names of values.
const VALUES: &[(&str, &str)] = &[
    ("ARGUMENT", "参数"),
    ("DIR", "文件夹"),
    ("EVENT", "事件"),
    ("FILE", "文件"),
    ("FORMAT", "格式"),
    ("FORMAT=FILE", "格式=文件"),
    ("KIND", "种类"),
    ("LANG", "语言"),
    ("METHOD", "方式"),
    ("PATH", "路径"),
    ("REPLY", "返回"),
    ("REV", "版本"),
    ("REV | A..B", "版本 | A..B"),
    ("RULE", "规则"),
    ("SHELL", "SHELL"),
    ("SPEC", "包"),
    ("TOPIC", "内容"),
    ("VERB", "命令"),
    ("VERDICT", "程度"),
    ("VERSION", "版本号"),
    ("WHAT", "内容"),
    ("WHEN", "时机"),
];

const HEADINGS: &[(&str, &str)] = &[("Levels", "级别"), ("Cargo", "传给 Cargo")];

/// The command line with Chinese help.
pub fn translate(command: Command) -> Command {
    let command = translate_one(command);
    let names: Vec<String> =
        command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, translate))
}

fn translate_one(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let about = verb(&name).unwrap_or_default();
    let command =
        command.disable_help_flag(true).disable_version_flag(true).subcommand_value_name("命令");
    let versioned = command.get_version().is_some();
    let mut command = command.about(about).mut_args(|argument| {
        let text = help(argument.get_id().as_str(), &name).unwrap_or_default();
        let heading =
            argument.get_help_heading().map(|heading| lookup(HEADINGS, heading).unwrap_or("选项"));
        let argument = argument.help(text).long_help(None).help_heading(heading);
        // clap would make a flag take a value if the flag had a name for one.
        if argument.get_action().takes_values() {
            let name = value_name(&argument);
            argument.value_name(lookup(VALUES, &name).unwrap_or_default())
        } else {
            argument
        }
    });
    let flag = |id: &'static str, short: char, action| {
        Arg::new(id).short(short).long(id).help(help(id, "").unwrap_or_default()).action(action)
    };
    command = command.arg(flag("help", 'h', clap::ArgAction::Help));
    if versioned {
        command = command.arg(flag("version", 'V', clap::ArgAction::Version));
    }
    command
}

fn value_name(argument: &Arg) -> String {
    let given = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    given.unwrap_or_else(|| argument.get_id().as_str().to_uppercase())
}

fn verb(name: &str) -> Option<&'static str> {
    lookup(VERBS, name)
}

fn help(id: &str, verb: &str) -> Option<&'static str> {
    lookup(ARGUMENTS, &format!("{verb}.{id}")).or_else(|| lookup(ARGUMENTS, id))
}

fn lookup(table: &[(&str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == key).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn missing(command: &Command, out: &mut Vec<String>) {
        let name = command.get_name();
        if verb(name).is_none() {
            out.push(name.to_owned());
        }
        for argument in command.get_arguments() {
            if help(argument.get_id().as_str(), name).is_none() {
                out.push(format!("{name}.{}", argument.get_id()));
            }
            if argument.get_action().takes_values()
                && lookup(VALUES, &value_name(argument)).is_none()
            {
                out.push(value_name(argument));
            }
        }
        command.get_subcommands().for_each(|verb| missing(verb, out));
    }

    #[test]
    fn everything_is_translated() {
        let mut out = Vec::new();
        missing(&crate::arguments::Arguments::command(), &mut out);
        assert_eq!(out, [""; 0], "add these to the tables");
    }

    #[test]
    fn an_argument_named_like_a_verb_has_help_of_its_own() {
        let command = translate(crate::arguments::Arguments::command());
        for name in ["declare", "fix", "generate"] {
            let verb = command.find_subcommand(name).expect("a verb");
            let diff = verb
                .get_arguments()
                .find(|argument| argument.get_id() == "diff")
                .and_then(Arg::get_help);
            assert_eq!(
                diff.map(ToString::to_string).as_deref(),
                Some("不写文件，只显示差异"),
                "{name}"
            );
        }
    }
}
