//! Checks the Mini Program beside this package and puts its guide into `OUT_DIR`.

fn main() {
    privguide_build::Build::new("miniprogram").run();
}
