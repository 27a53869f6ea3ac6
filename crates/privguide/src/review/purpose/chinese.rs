//! Chinese purposes.

use std::sync::LazyLock;

use super::{
    Fault, contradiction, is_han,
    topic::topic,
    words::{GENERIC, HANDLING, NEGATION, PLACEHOLDER, UNUSED},
};

/// Fewer characters than this say nothing about a purpose.
const SHORT: usize = 4;
/// At least so many characters must be left of a purpose once the empty words are gone.
const SUBSTANCE: usize = 2;

/// Words to take out, longest first.
struct Sieve(Vec<&'static str>);

impl Sieve {
    fn new(lists: &[&[&'static str]]) -> Self {
        let mut words: Vec<&'static str> = lists.concat();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self(words)
    }

    /// How much is left of a text: a Chinese character counts one, a Latin word two.
    fn substance(&self, text: &str, labels: &[String]) -> usize {
        let mut left = 0;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let label = labels.iter().map(String::as_str).filter(|word| rest.starts_with(word)).max_by_key(|word| word.len());
            let word = self.0.iter().find(|word| rest.starts_with(**word)).copied();
            let taken = label.map_or(0, str::len).max(word.map_or(0, str::len));
            if taken > 0 {
                rest = &rest[taken..];
                continue;
            }
            let latin: usize = rest.chars().take_while(char::is_ascii_alphanumeric).map(char::len_utf8).sum();
            left += if latin > 0 { 2 } else { usize::from(is_han(first)) };
            rest = &rest[latin.max(first.len_utf8())..];
        }
        left
    }
}

static VAGUE: LazyLock<Sieve> = LazyLock::new(|| Sieve::new(&[GENERIC, HANDLING]));
static FILLED: LazyLock<Sieve> = LazyLock::new(|| Sieve::new(&[GENERIC, HANDLING, PLACEHOLDER]));
static DENIED: LazyLock<Sieve> = LazyLock::new(|| Sieve::new(&[GENERIC, HANDLING, NEGATION, UNUSED]));
static NONE: &[String] = &[];

pub(super) fn judge(id: &str, text: &str) -> Option<Fault> {
    let labels = topic(id).map_or(NONE, |topic| &topic.label);
    if holds_platform_sentence(text, labels) {
        return Some(Fault::Sentence);
    }
    if is_ime_noise(text) {
        return Some(Fault::Meaningless);
    }
    if is_denied(text, labels) {
        return Some(Fault::Denied);
    }
    let units = SIEVE_NOTHING.substance(text, NONE);
    if VAGUE.substance(text, labels) < SUBSTANCE {
        // Without the label it would be vague; with it, it only names the information again.
        let circular = labels.iter().any(|label| text.contains(label.as_str()));
        return Some(if circular { Fault::Circular } else { Fault::Vague });
    }
    if names(text, labels) >= 2 && VAGUE.substance(text, labels) <= SUBSTANCE {
        return Some(Fault::Circular);
    }
    if FILLED.substance(text, labels) < SUBSTANCE {
        return Some(Fault::Meaningless);
    }
    if units < SHORT {
        return Some(Fault::Short);
    }
    if describes_reading(id, text) {
        return Some(Fault::Reading);
    }
    contradiction(id, |topic, cues| topic.in_chinese(cues, text))
}

static SIEVE_NOTHING: Sieve = Sieve(Vec::new());

/// 开发者将在获取你的明示同意后，访问你的摄像头，用途是…; 开发者收集你的地址，用于…; 收集你的位置信息，用于…
fn holds_platform_sentence(text: &str, labels: &[String]) -> bool {
    if text.contains("明示同意") {
        return true;
    }
    let Some(at) =
        ["，用于", ",用于", "，用途是", ",用途是", "，为了", ",为了"].into_iter().filter_map(|mark| text.find(mark)).min()
    else {
        return false;
    };
    let before = &text[..at];
    HANDLING.iter().any(|verb| before.contains(verb)) && VAGUE.substance(before, labels) < SUBSTANCE
}

/// How often the information is named.
fn names(text: &str, labels: &[String]) -> usize {
    let mut count = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let label = labels.iter().filter(|word| rest.starts_with(word.as_str())).map(String::len).max();
        count += usize::from(label.is_some());
        rest = &rest[label.unwrap_or(first.len_utf8())..];
    }
    count
}

/// What comes out when fingers play on a pinyin keyboard: 阿斯顿发, 撒旦法.
fn is_ime_noise(text: &str) -> bool {
    const NOISE: &str = "阿啊斯顿发萨撒旦法飞洒打实发生的过好就看了吧吗呢嘎哈手动阀嘻嘿呵哦嗯额呃咯啦哇呀";
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let noisy = letters.iter().filter(|c| NOISE.contains(**c)).count();
    letters.len() >= 4 && noisy * 10 >= letters.len() * 8 || letters.len() >= 4 && text.starts_with("阿斯")
}

/// Nothing is used, nothing is collected, it is kept for later, it came with a library.
fn is_denied(text: &str, labels: &[String]) -> bool {
    let clauses: Vec<&str> = text
        .split(['，', ',', '。', '；', ';', '！', '!', '?', '\n', '（', '(', '）', ')'])
        .filter(|clause| !clause.trim().is_empty())
        .collect();
    let empty = |clause: &&str| DENIED.substance(clause, labels) < SUBSTANCE;
    let denial = |clause: &str| {
        NEGATION.iter().chain(UNUSED_MARKS).any(|word| clause.contains(word))
            && !["其他", "其它", "任何", "额外", "无关", "多余"].iter().any(|word| clause.contains(word))
    };
    // 「没有使用」 about the whole interface, beside whatever else is said.
    let unused = |clause: &&str| {
        empty(clause)
            && denial(clause)
            && ["使用", "用到", "调用", "启用", "涉及", "开通", "上线", "预留", "废弃", "停用", "下线"]
                .iter()
                .any(|word| clause.contains(word))
    };
    let refused = |clause: &&str| begins_with_refusal(clause);
    let bare = |clause: &&str| VAGUE.substance(clause, labels) < SUBSTANCE || empty(clause) || refused(clause);
    clauses.iter().any(unused)
        || clauses.iter().all(bare) && clauses.iter().any(|clause| empty(clause) && marked(clause) || refused(clause))
}

/// Signs of a denial when nothing else is said.
fn marked(clause: &str) -> bool {
    NEGATION
        .iter()
        .filter(|word| **word != "不" && **word != "非" && **word != "无" && **word != "没")
        .any(|word| clause.contains(word))
        || clause.contains(['不', '无', '没'])
        || UNUSED_MARKS.iter().any(|word| clause.contains(word))
}

const UNUSED_MARKS: &[&str] = &[
    "预留",
    "保留接口",
    "备用",
    "以后",
    "将来",
    "后续",
    "日后",
    "今后",
    "待开发",
    "开发中",
    "下线",
    "停用",
    "废弃",
    "移除",
    "已删除",
    "暂时",
    "自带",
    "引入",
];

/// 我们不会收集…, 本小程序没有使用…: the sentence's own verb is denied, whatever its object.
fn begins_with_refusal(clause: &str) -> bool {
    const SUBJECTS: &[&str] = &[
        "我们",
        "本小程序",
        "小程序",
        "本产品",
        "该功能",
        "此功能",
        "该接口",
        "此接口",
        "开发者",
        "目前",
        "当前",
        "现在",
        "代码里",
        "代码中",
        "项目中",
        "项目里",
        "实际",
        "并",
        "暂时",
        "程序",
        "应用",
    ];
    let mut rest = clause.trim();
    while let Some(subject) = SUBJECTS.iter().find(|subject| rest.starts_with(**subject)) {
        rest = &rest[subject.len()..];
    }
    let Some(negation) = NEGATION.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len()) else {
        return false;
    };
    let verb = rest[negation.len()..].trim_start_matches(['被', '会', '再', '主', '动', '曾', '有']);
    ["收集", "获取", "采集", "使用", "用到", "调用", "访问", "涉及", "启用", "申请", "开启", "存在", "记录用户", "读取", "用"]
        .iter()
        .any(|word| verb.starts_with(word))
}

/// The three rights that only allow writing, described by what reading does.
fn describes_reading(id: &str, text: &str) -> bool {
    const READING: &[&str] = &[
        "选择",
        "选取",
        "挑选",
        "读取",
        "查看",
        "浏览",
        "获取",
        "上传",
        "导入",
        "匹配",
        "识别",
        "访问",
        "查询",
        "检索",
        "备份",
        "扫描",
        "同步",
        "从相册",
        "从通讯录",
        "从日历",
    ];
    const WRITING: &[&str] = &[
        "保存", "存", "写入", "写进", "添加", "加入", "下载", "导出", "新增", "新建", "创建", "生成", "记", "提醒", "收藏", "留",
    ];
    let limited = ["AlbumWriteOnly", "Contact", "CalendarWriteOnly"].contains(&id);
    limited && READING.iter().any(|word| text.contains(word)) && !WRITING.iter().any(|word| text.contains(word))
}
