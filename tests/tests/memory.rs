//! The peak memory for a large script, counted by the allocator, so that it does not depend on the
//! load of the machine.

use peak_alloc::PeakAlloc;
use privguide::{
    catalog::Catalog,
    program::{FindSettings, Otherwise, find},
    scan::scan,
    tree::MemoryTree,
};

#[global_allocator]
static COUNTED: PeakAlloc = PeakAlloc;

/// The maximum number of bytes at the peak for each byte of script, in addition to what the tool
/// itself needs.
const MOST_FOR_A_BYTE: usize = 26;
/// The maximum number of bytes for a program of any size: catalogue, tables of words, one tree, the
/// maximum number of copies of functions.
const MOST_BESIDE: usize = 16 << 20;

/// Minified code: modules of a bundle with classes, helpers and tables that call each other.
fn bundle(modules: usize) -> String {
    let module = |i: usize| {
        format!(
            "{i}:function(t,e,n){{\"use strict\";var r=n({p}),i=n({q}),o=function(t){{function e(e,n){{var r=t.call(this,e)||this;\
             return r._m{i}=n,r.opts=a({{}},e,{{k{i}:n}}),r}}return c(e,t),e.prototype.get{i}=function(t,e){{var n=this.opts[t]||e;\
             if(\"string\"==typeof n&&n.length>{i})return n.slice(0,{i})+this._m{i};for(var r=0,o=this.items.length;r<o;r++)\
             this.items[r].set{i}(n,r*{i}+1);return n}},e.prototype.set{i}=function(t,e){{this.items.push(new s(t,e)),this.emit(\
             \"change{i}\",{{value:t,index:e}})}},e}}(r.Base);function a(t){{for(var e=1;e<arguments.length;e++){{var n=arguments[e];\
             for(var r in n)Object.prototype.hasOwnProperty.call(n,r)&&(t[r]=n[r])}}return t}}function c(t,e){{t.prototype=\
             Object.create(e.prototype),t.prototype.constructor=t}}function s(t,e){{this.v=t,this.i=e,this.f=i.wrap(function(n){{\
             return t.apply(e,[n])}})}}e.Class{i}=o,e.wrap=function(t){{return function(e){{return t(e,{i})}}}}}},",
            p = i / 2,
            q = i / 3,
        )
    };
    let modules: String = (0..modules).map(module).collect();
    format!(
        "!function(t){{var e={{}};function n(r){{if(e[r])return e[r].exports;var i=e[r]={{i:r,l:!1,exports:{{}}}};return t[r].call(i.exports,i,i.exports,n),i.l=!0,i.exports}}n(1)}}({{{modules}}});wx.getLocation();"
    )
}

#[test]
fn a_large_script_takes_memory_for_its_bytes_and_no_more() {
    let text = bundle(2_000);
    let size = text.len();
    let tree = MemoryTree::new()
        .with("app.json", r#"{"pages":["p/a"]}"#)
        .with("app.js", "App({})")
        .with("p/a.wxml", "")
        .with("p/a.js", "require('./b')")
        .with("p/b.js", text);
    let program =
        find(&tree, &FindSettings { otherwise: Otherwise::ReadFolder, ..FindSettings::default() })
            .programs
            .remove(0);
    let catalog = Catalog::for_kind(program.kind);
    COUNTED.reset_peak_usage();
    let before = COUNTED.current_usage();
    let found = scan(&tree, &program, &catalog);
    let peak = COUNTED.peak_usage().saturating_sub(before);
    assert_eq!((found.uses.len(), found.unanalysed.len()), (1, 0));
    let most = MOST_BESIDE + MOST_FOR_A_BYTE * size;
    assert!(
        peak <= most,
        "{peak} bytes for {size} of script: {} for each, {most} are allowed",
        peak / size
    );
}
