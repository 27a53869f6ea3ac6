//! The shop's logic, compiled to WebAssembly.

use js_sys::Object;
use shop_bindings::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = wx, js_name = chooseAddress)]
    fn choose_address(options: &Object);

    // Bound but never called: not in the compiled code.
    #[wasm_bindgen(js_namespace = wx, js_name = chooseInvoice)]
    fn choose_invoice(options: &Object);
}

/// Where to deliver.
#[wasm_bindgen]
pub fn deliver() {
    choose_address(&Object::new());
}

/// The nearest shop.
#[wasm_bindgen]
pub fn nearest() {
    locate();
}
