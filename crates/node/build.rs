//! Builds the program anew when the pages change: they are embedded, and new files alone would not be noticed.
//! Without pages the path is missing and the program is built anew each time, which costs seconds.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}
