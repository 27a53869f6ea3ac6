//! Wrappers.

use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = wx, js_name = getLocation)]
    fn get_location(options: &Object);
    #[wasm_bindgen(js_namespace = wx, js_name = setClipboardData)]
    fn set_clipboard_data(options: &Object);
}

/// Asks for the place.
pub fn locate() {
    get_location(&Object::new());
}

/// Copies; the shop does not call it.
pub fn copy() {
    set_clipboard_data(&Object::new());
}
