//! Makes `src/generated.rs` from `openapi.json`: compares by default, rewrites under `UPDATE=1`.

mod consts;
mod view;

use std::path::Path;

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};

const HEAD: &str = "//! The client generated from `openapi.json`; do not edit. `UPDATE=1 cargo test -p loop-client` renews it.\n\n";

fn generate(document: &str) -> Result<String, Box<dyn std::error::Error>> {
    let view = view::to_3_0(&serde_json::from_str(document)?)?;
    let api: openapiv3::OpenAPI = serde_json::from_value(view)?;
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        // Forgetting the hook is an error of the compiler then.
        .with_hooks(HooksMode::Expected)
        .with_inner_type("std::time::Duration".parse()?)
        // Printed JSON is the same every time.
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq")
        // The types are the MCP tools' schemas as well.
        .with_derive("schemars::JsonSchema");
    let mut file: syn::File = syn::parse2(Generator::new(&settings).generate_tokens(&api)?)?;
    consts::add_all(&mut file);
    Ok(format!("{HEAD}{}", prettyplease::unparse(&file)))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "UPDATE=1 is how the committed file is renewed")]
fn the_committed_client_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = std::fs::read_to_string(root.join("openapi.json")).unwrap();
    let path = root.join("src/generated.rs");
    let current = generate(&document).unwrap();
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == current, "src/generated.rs is stale; run `UPDATE=1 cargo test -p loop-client`");
}
