Page({ onLoad() { WXWebAssembly.instantiate('/core.wasm') } })
