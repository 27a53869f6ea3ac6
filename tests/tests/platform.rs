//! The platform's side: `compare`, `import --merge`, and the example script with a stub of the open
//! platform's API.

#![cfg(unix)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use privguide_tests::{binary, copy_of, repository, run};

const SETTING: &str = r#"{ "errcode": 0, "errmsg": "ok", "code_exist": 1, "privacy_list": ["Location", "Camera"],
  "setting_list": [ { "privacy_key": "Location", "privacy_text": "推送优惠", "privacy_label": "" } ], "update_time": 1761962400,
  "owner_setting": { "contact_email": "other@example.com", "notice_method": "弹窗" }, "privacy_desc": { "privacy_desc_list": [] } }"#;
const CODE: &str = r#"{ "errcode": 0, "errmsg": "ok", "without_auth_list": ["wx.getLocation"], "without_conf_list": [] }"#;

/// The requests that a stub received: request line and body.
type Requests = Arc<Mutex<Vec<(String, String)>>>;

/// A local server that answers the three calls of the script; it rejects every other call like the
/// platform.
fn stub(set_reply: &'static str) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream, &seen, set_reply);
        }
    });
    (address, requests)
}

fn answer(mut stream: TcpStream, seen: &Requests, set_reply: &str) {
    let mut reader = BufReader::new(stream.try_clone().expect("a handle"));
    let mut line = String::new();
    let _ = reader.read_line(&mut line);
    let mut length = 0;
    loop {
        let mut header = String::new();
        let _ = reader.read_line(&mut header);
        let header = header.trim().to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
        if header.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let line = line.trim().to_owned();
    let reply = match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["POST", "/cgi-bin/component/getprivacysetting?access_token=secret", _] => SETTING,
        ["GET", "/wxa/security/get_code_privacy_info?access_token=secret", _] => CODE,
        ["POST", "/cgi-bin/component/setprivacysetting?access_token=secret", _] => set_reply,
        _ => r#"{ "errcode": 40001, "errmsg": "invalid credential" }"#,
    };
    seen.lock().expect("not poisoned").push((line, String::from_utf8(body).expect("UTF-8")));
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{reply}",
        reply.len()
    );
}

fn script(folder: &Path, api: &str, token: &str, arguments: &[&str]) -> std::process::Output {
    Command::new("sh")
        .arg(repository().join("crates/cargo-privguide/docs/platform.sh"))
        .args(arguments)
        .current_dir(folder)
        .env("PRIVGUIDE_API", api)
        .env("ACCESS_TOKEN", token)
        .env("CARGO_PRIVGUIDE", binary())
        .env("PRIVGUIDE_CACHE_DIR", "")
        .env("LANG", "en_US.UTF-8")
        .env("NO_PROXY", "*")
        .output()
        .expect("sh runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_script_fetches_compares_and_sets() {
    let shop = copy_of("shop");
    let (api, requests) = stub(r#"{ "errcode": 0, "errmsg": "ok" }"#);

    let fetched = script(shop.path(), &api, "secret", &["fetch", "saved"]);
    assert!(fetched.status.success(), "{}", text(&fetched.stderr));
    assert_eq!(
        fs::read_to_string(shop.path().join("saved/getprivacysetting.json")).expect("saved"),
        SETTING
    );
    assert_eq!(requests.lock().expect("not poisoned")[0].1, "{\"privacy_ver\": 2}");

    let compared = script(shop.path(), &api, "secret", &["compare"]);
    let said = text(&compared.stdout);
    assert_eq!(compared.status.code(), Some(1), "{said}{}", text(&compared.stderr));
    assert!(said.contains("differs") && said.contains("wx.getLocation"), "{said}");

    let outcome = script(shop.path(), &api, "secret", &["set"]);
    assert!(outcome.status.success(), "{}", text(&outcome.stderr));
    let sent = requests.lock().expect("not poisoned").last().expect("a request").1.clone();
    assert_eq!(
        sent,
        text(&run(shop.path(), &["export"]).stdout),
        "the body is what export prints, byte by byte"
    );
}

#[test]
fn what_the_platform_refuses_is_a_failure() {
    let shop = copy_of("shop");
    let (api, _) = stub(r#"{"errcode":86069,"errmsg":"missing contact"}"#);
    assert_eq!(script(shop.path(), &api, "secret", &["set"]).status.code(), Some(1));
    let refused = script(shop.path(), &api, "wrong", &["compare"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("40001"), "{}", text(&refused.stderr));
    assert_eq!(script(shop.path(), &api, "", &["compare"]).status.code(), Some(2), "no token");
    assert_eq!(script(shop.path(), &api, "secret", &["other"]).status.code(), Some(2));
}

#[test]
fn replies_are_taken_in_any_order_and_what_is_none_is_refused() {
    let shop = copy_of("shop");
    fs::write(shop.path().join("a.json"), SETTING).expect("written");
    fs::write(shop.path().join("b.json"), CODE).expect("written");
    let one = run(shop.path(), &["compare", "a.json", "b.json", "--format", "json"]);
    let other = run(shop.path(), &["compare", "b.json", "a.json", "--format", "json"]);
    assert_eq!((one.status.code(), text(&one.stdout)), (Some(1), text(&other.stdout)));
    let report: serde_json::Value = serde_json::from_slice(&one.stdout).expect("JSON");
    let location = report["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["key"] == "Location")
        .expect("a row");
    assert_eq!(
        (&location["verdict"], &location["platform"]),
        (&"differs".into(), &"推送优惠".into())
    );
    let none = run(shop.path(), &["compare", "privguide.toml"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("privguide.toml: not JSON"), "{}", text(&none.stderr));
}

#[test]
fn a_merge_completes_the_file_that_is_there() {
    let shop = copy_of("shop");
    let toml = shop.path().join("privguide.toml");
    let before = fs::read_to_string(&toml).expect("readable");
    let reply = r#"{ "setting_list": [ { "privacy_key": "LicensePlate", "privacy_text": "缴纳停车费" } ] }"#;
    fs::write(shop.path().join("reply.json"), reply).expect("written");
    assert_eq!(
        run(shop.path(), &["import", "reply.json"]).status.code(),
        Some(2),
        "an existing file is never overwritten"
    );
    let merged = run(shop.path(), &["import", "reply.json", "--merge"]);
    assert_eq!(merged.status.code(), Some(0), "{}", text(&merged.stderr));
    let after = fs::read_to_string(&toml).expect("readable");
    assert!(after.contains("[information.LicensePlate]\npurpose = \"缴纳停车费\""), "{after}");
    let kept = before.lines().filter(|line| !line.trim().is_empty());
    let mut rest = after.lines();
    for line in kept {
        assert!(rest.any(|known| known == line), "{line}");
    }
    let again = run(shop.path(), &["import", "reply.json", "--merge"]);
    assert!(text(&again.stderr).contains("lacks nothing"), "{}", text(&again.stderr));
    assert_eq!(fs::read_to_string(&toml).expect("readable"), after);
}
