//! The pictures in the README show real runs.

use std::fs;

use privguide_tests::{copy_of, privguide, repository};
use snapbox::{Data, assert_data_eq, data::DataFormat};

/// A commit that makes the guide stale: it sends files to customer service, and no longer uses step
/// counts.
fn drift(folder: &std::path::Path) {
    let feedback = folder.join("miniprogram/packages/service/feedback/feedback.js");
    let text = fs::read_to_string(&feedback).expect("read");
    let text = text.replace(
        "  input({ detail }) {",
        "  addFile() {\n    wx.chooseMessageFile({ count: 1, type: 'file', success: ({ tempFiles }) => this.attach(tempFiles) })\n  },\n\n  input({ detail }) {",
    );
    fs::write(&feedback, text).expect("written");
    let checkin = folder.join("miniprogram/packages/service/checkin");
    fs::write(checkin.join("checkin.js"), "Page({ data: { points: 0 } })\n").expect("written");
}

fn picture(language: &str) -> String {
    let shop = copy_of("shop");
    drift(shop.path());
    let output = privguide(shop.path(), &["check", "--color", "always", "--lang", language])
        .output()
        .expect("it runs");
    let terminal =
        format!("$ cargo privguide check\n{}", String::from_utf8(output.stdout).expect("UTF-8"));
    Data::from(terminal).coerce_to(DataFormat::TermSvg).to_string()
}

/// Run with `SNAPSHOTS=overwrite` to create the pictures again.
#[test]
fn the_pictures_show_what_the_tool_prints() {
    for (language, file) in [("en", "check.svg"), ("zh-CN", "check.zh-CN.svg")] {
        let path = repository().join("crates/cargo-privguide/docs").join(file);
        assert_data_eq!(picture(language), Data::read_from(&path, Some(DataFormat::Text)));
    }
}
