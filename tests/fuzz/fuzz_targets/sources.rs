#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| privguide_tests::doors::sources(bytes));
