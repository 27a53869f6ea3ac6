//! Serves the privacy guide; here it only prints what `GET /privacy` would answer.

const PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/privacy-guide.zh-CN.html"));
const TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/privacy-guide.en.txt"));

fn main() {
    let english = std::env::args().any(|argument| argument == "--en");
    print!("{}", if english { TEXT } else { PAGE });
}
