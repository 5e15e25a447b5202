//! Gives every plain enum of the generated types a constant with all of its values, for help texts and completions.

use quote::quote;
use syn::{Fields, File, Item, ItemEnum};

/// Adds `ALL` to each plain enum of the module `types`.
pub fn add_all(file: &mut File) {
    for item in &mut file.items {
        let Item::Mod(module) = item else { continue };
        if module.ident != "types" {
            continue;
        }
        let Some((_, items)) = &mut module.content else { continue };
        let consts: Vec<Item> = items.iter().filter_map(all_of).collect();
        items.extend(consts);
    }
}

fn all_of(item: &Item) -> Option<Item> {
    let Item::Enum(ItemEnum { ident, variants, .. }) = item else { return None };
    if !variants.iter().all(|variant| matches!(variant.fields, Fields::Unit)) {
        return None;
    }
    let names = variants.iter().map(|variant| &variant.ident);
    syn::parse2(quote! {
        impl #ident {
            /// Every value, in the document's order.
            pub const ALL: &'static [Self] = &[#(Self::#names),*];
        }
    })
    .ok()
}
