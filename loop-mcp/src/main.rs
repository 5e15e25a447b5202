//! The `loop-mcp` program.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Standard output is for the protocol alone.
    let _ = writeln!(std::io::stderr(), "error: {}", loop_mcp::NOT_YET);
    ExitCode::FAILURE
}
