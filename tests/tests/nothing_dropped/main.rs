//! Whatever is not looked at in full is said: in scripts, in trees, in configurations, at limits.

mod scripts;
