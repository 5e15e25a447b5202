//! The MCP stdio bridge: how agents in containers, and IDEs on the host, reach the daemon's API.
//!
//! It is a pure client of the generated API and must not know the daemon. This version has no tools yet.

/// What the program says until it has tools.
pub const NOT_YET: &str = "this version of loop-mcp offers no tools yet; agents run without it";
