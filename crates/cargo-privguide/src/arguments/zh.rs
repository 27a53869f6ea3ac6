//! The command line's help in Chinese.

use clap::{Arg, Command};

/// Argument id or verb name, and its help. A test finds what is missing.
const HELP: &[(&str, &str)] = &[
    ("cargo-privguide", "让微信小程序的用户隐私保护指引始终与代码一致"),
    ("check", "核对代码、privguide.toml 与指引（缺省动作）"),
    ("scan", "列出每一处隐私接口的使用，不作判断"),
    ("generate", "生成指引，或显示将有的改动"),
    ("init", "根据代码写出一份 privguide.toml"),
    ("declare", "把缺少的声明补进 privguide.toml，注释、顺序和写法不变"),
    ("fix", "改正 privguide.toml 和 app.json 里有把握的错误"),
    ("explain", "说明一条规则、一类信息或一个接口"),
    ("topic", "规则、信息类型或接口，例如 undeclared-information、Location、wx.getLocation"),
    ("write_baseline", "写出 privguide-baseline.toml，放过目前已有的问题"),
    ("list", "列出规则、接口、信息类型，或程序的文件"),
    ("why", "说明信息类型、接口或文件为何在代码包里，怎样移除"),
    ("subject", "信息类型、接口或文件：Location、wx.getLocation、libs/map.js"),
    ("export", "把声明写成开放平台 setprivacysetting 的请求体"),
    ("import", "由保存的 getprivacysetting 返回写出 privguide.toml"),
    ("response", "保存的返回；- 表示标准输入"),
    ("diff", "说明自某个版本以来有何变化、是否需要用户重新同意"),
    ("diff.range", "REV：从该版本到磁盘上的文件；A..B：从 A 到 B [缺省：当前分支离开其上游之处]"),
    ("diff.folder", "项目所在的文件夹 [缺省：当前文件夹]"),
    ("built", "与该文件夹里的构建结果比较"),
    ("base", "只报告该版本中还没有的问题"),
    ("hook", "核对每一次推送：安装、移除、查看或运行 git hook"),
    ("install", "在当前仓库安装 pre-push hook"),
    ("uninstall", "移除 hook，并恢复原有的 hook"),
    ("status", "说明 hook 是否已安装、git 是否会运行它"),
    ("run", "由 git 调用：核对推送的每一个引用"),
    ("force", "也写入由多个仓库或多人共用的 hook 目录"),
    ("method", "安装方式 [缺省：git 支持时写入 git 配置，否则写 hook 文件]"),
    ("event", "哪一个 hook"),
    ("script", "调用方脚本的版本"),
    ("git", "git 传给 hook 的参数"),
    ("repository", "仓库所在的文件夹 [缺省：当前文件夹]"),
    ("watch", "有改动时重新核对"),
    ("watch.generate", "每次核对前先显示并写入指引的改动"),
    ("completions", "打印某种 shell 的补全脚本"),
    ("shell", "哪一种 shell"),
    ("man", "打印某个动作的手册页"),
    ("verb", "动作 [缺省：整个命令行]"),
    ("allow", "放过一条规则"),
    ("warn", "把一条规则报为警告"),
    ("deny", "把一条规则报为错误；warnings 指全部警告"),
    ("format", "结果的写法"),
    ("report", "同时把结果以另一种写法写入文件；可给出多次"),
    ("generate.check", "不写文件；指引不是最新时报错并显示差异"),
    ("generate.diff", "不写文件；显示差异"),
    ("stdout", "不写文件；打印到标准输出"),
    ("what", "要列出什么"),
    ("kind", "哪一张表：小程序、插件或小游戏"),
    ("path", "小程序所在的文件夹 [缺省：当前文件夹]"),
    ("config", "要使用的 privguide.toml"),
    ("no_cache", "重新查看每个文件，也不为下次运行保存结果"),
    ("package", "只取这个 Cargo 包的小程序"),
    ("workspace", "取 Cargo 工作区内所有包的小程序"),
    ("manifest_path", "Cargo.toml 的路径"),
    ("offline", "传给 cargo：不访问网络"),
    ("locked", "传给 cargo：不改动 Cargo.lock"),
    ("frozen", "传给 cargo：等于以上两项"),
    ("lang", "消息的语言：zh-CN 或 en [缺省：privguide.toml，其次系统语言]"),
    ("color", "何时使用颜色"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

const HEADINGS: &[(&str, &str)] = &[("Levels", "级别"), ("Cargo", "Cargo")];

const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The same command line with Chinese help.
pub fn translate(command: Command) -> Command {
    let command = translate_one(command);
    let names: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, translate))
}

fn translate_one(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let about = help(&name, "").unwrap_or_default();
    let command =
        command.disable_help_flag(true).disable_version_flag(true).help_template(TEMPLATE).subcommand_help_heading("动作");
    let versioned = command.get_version().is_some();
    let mut command = command.about(about).mut_args(|argument| {
        let text = help(argument.get_id().as_str(), &name).unwrap_or_default();
        let heading = match argument.get_help_heading() {
            Some(heading) => translated_heading(heading),
            None if argument.is_positional() => "参数",
            None => "选项",
        };
        argument.help(text).long_help(None).help_heading(heading)
    });
    let flag = |id: &'static str, short: char, action| {
        Arg::new(id).short(short).long(id).help(help(id, "").unwrap_or_default()).help_heading("选项").action(action)
    };
    command = command.arg(flag("help", 'h', clap::ArgAction::Help));
    if versioned {
        command = command.arg(flag("version", 'V', clap::ArgAction::Version));
    }
    command
}

fn help(id: &str, verb: &str) -> Option<&'static str> {
    let find = |key: &str| HELP.iter().find(|(known, _)| *known == key).map(|(_, text)| *text);
    find(&format!("{verb}.{id}")).or_else(|| find(id))
}

fn translated_heading(heading: &str) -> &'static str {
    HEADINGS.iter().find(|(english, _)| *english == heading).map_or("选项", |(_, chinese)| chinese)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn missing(command: &Command, out: &mut Vec<String>) {
        let name = command.get_name();
        if help(name, "").is_none() {
            out.push(name.to_owned());
        }
        for argument in command.get_arguments() {
            if help(argument.get_id().as_str(), name).is_none() {
                out.push(format!("{name}.{}", argument.get_id()));
            }
        }
        command.get_subcommands().for_each(|verb| missing(verb, out));
    }

    #[test]
    fn everything_is_translated() {
        let mut out = Vec::new();
        missing(&crate::arguments::Arguments::command(), &mut out);
        assert_eq!(out, [""; 0], "add these to HELP");
    }
}
