//! Checks the Mini Program beside this package and writes its guide to `OUT_DIR`.

fn main() {
    privguide_build::Build::new("miniprogram").run();
}
