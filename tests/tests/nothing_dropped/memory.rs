//! The peak memory of the real program: a base, plus a number of bytes for each byte of a script.
#![cfg(target_os = "linux")]

use std::{fmt::Write as _, fs, process::Stdio, thread, time::Duration};

use privguide_tests::privguide;

use crate::project;

/// A bundle of about this many bytes: a runtime, and modules that call each other.
fn bundle(size: usize) -> String {
    let mut text = String::from(
        "!function(e,t){\"object\"==typeof exports?module.exports=t():e.x=t()}(this,function(){return function(e){var t={};function n(r){if(t[r])return \
         t[r].exports;var o=t[r]={i:r,l:!1,exports:{}};return e[r].call(o.exports,o,o.exports,n),o.l=!0,o.exports}return n.m=e,n.c=t,n(0)}([",
    );
    let mut at = 0;
    while text.len() < size {
        let _ = write!(
            text,
            "function(e,t,n){{var a=n({}),b=n({});t.x{at}=function(e,t){{return e.k&&e.k.call(this,t)||t[e]}};if(!a&&e.y>3)for(var \
             i=0,s=[];i<e.length;i++)s.push(e[i].z{at}(2*i+1));Object.defineProperty(t,\"v{at}\",{{enumerable:!0,get:function(){{return \
             a.q}}}});b.prototype.go=function(){{var e=this;return new Promise(function(t,n){{e.cb=t,e.no=n}})}};function f(e){{switch(e){{case \
             1:return\"v\";case 2:return{{a:1,b:[e,2,3],c:b}};default:throw new Error(\"no \"+e)}}}}t.opts=Object.assign({{}},e,{{m:!0,d:\"s{at}\",f:f}})}},",
            at / 2,
            at / 3,
        );
        at += 1;
    }
    text + "function(e,t,n){e.exports=wx,wx.getLocation()}])});"
}

/// The peak resident size of a run, in bytes, and its output.
fn peak(script: &str) -> (u64, String) {
    let folder = project(&[
        ("app.json", "{ \"pages\": [\"p/a\"] }"),
        ("p/a.js", "require('./b')"),
        ("p/a.wxml", ""),
        ("p/b.js", script),
    ]);
    let out = folder.path().join("out");
    let file = fs::File::create(&out).expect("made");
    let mut child = privguide(folder.path(), &["scan", "--no-cache", "--format", "short"])
        .stdout(file)
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut highest = 0;
    while child.try_wait().expect("a child").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        highest = highest.max(
            line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0),
        );
        thread::sleep(Duration::from_millis(5));
    }
    (highest * 1024, fs::read_to_string(out).expect("written"))
}

/// A syntax tree of the whole bundle would need as much again.
#[test]
fn a_large_bundle_takes_bounded_memory() {
    let (least, found) = peak("wx.getLocation()");
    assert!(found.contains("wx.getLocation"), "{found}");
    let script = bundle(3 << 20);
    let (most, found) = peak(&script);
    assert!(found.contains("wx.getLocation"), "{found}");
    let size = script.len() as u64;
    assert!(least < 50 << 20, "{least}");
    assert!(
        most < least + BYTES_PER_BYTE * size,
        "{most} of {size}: {} for each byte",
        (most - least) / size
    );
}

/// For nodes, constraints and edges of code of this density; measured: 40.
const BYTES_PER_BYTE: u64 = 48;
