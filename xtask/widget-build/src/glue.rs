//! Makes the pair of glue and WebAssembly lean: without what neither calls, and with short names between the two.
//!
//! wasm-bindgen writes for a debugger: every name between the two files is long and ends in a hash, and classes of
//! dependencies stay although nobody makes one. On the way to a phone that is a tenth of the glue's bytes and some of
//! the WebAssembly's. What the names mean is of no interest here.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use oxc_allocator::Allocator;
use oxc_ast::ast::{Expression, FunctionBody, ObjectPropertyKind, Statement};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};
use walrus::{Module, passes};

/// Leptos brings server functions, and they bring these classes for streams, which no page of ours makes.
const UNUSED: &str = "IntoUnderlying";

/// Where wasm-bindgen puts all that the WebAssembly imports.
const IMPORTS: &str = "__wbg_get_imports";
const IMPORT_MODULE: &str = "./widget_bg.js";

/// Leaves out and renames in both. The glue comes back as a module that exports nothing, but whose names what is
/// appended to it may use.
pub(crate) fn lean(glue: &str, module: &mut Module) -> Result<String> {
    drop_unused(module);
    let used: BTreeSet<String> = module.imports.iter().map(|import| import.name.clone()).collect();
    let glue = without_exports(glue);
    let glue = cut(&glue, unused_spans(&glue, &used)?);
    let names = shorten(module);
    Ok(renamed(&glue, &names))
}

/// As exports they would be kept for ever, with all they call.
fn drop_unused(module: &mut Module) {
    let name = UNUSED.to_lowercase();
    let unused: Vec<_> = module.exports.iter().filter(|export| export.name.contains(&name)).map(walrus::Export::id).collect();
    for id in unused {
        module.exports.delete(id);
    }
    passes::gc::run(module);
}

/// Exports of the glue would keep alive what nobody calls.
fn without_exports(glue: &str) -> String {
    let lines = glue.lines().filter(|line| !line.starts_with("export {"));
    lines.map(|line| line.strip_prefix("export ").unwrap_or(line)).flat_map(|line| [line, "\n"]).collect()
}

/// The unused classes with all that speaks of them, and what the WebAssembly no longer imports.
fn unused_spans(glue: &str, used: &BTreeSet<String>) -> Result<Vec<Span>> {
    let allocator = Allocator::default();
    let program = Parser::new(&allocator, glue, SourceType::mjs()).parse().program;
    let mut spans = Vec::new();
    let mut imports = None;
    for statement in &program.body {
        match statement {
            Statement::FunctionDeclaration(function) if function.name().is_some_and(|name| name == IMPORTS) => {
                imports = function.body.as_deref();
            }
            _ if statement.span().source_text(glue).contains(UNUSED) => spans.push(statement.span()),
            _ => {}
        }
    }
    let imports = imports.with_context(|| format!("wasm-bindgen writes no {IMPORTS} any more"))?;
    spans.extend(unused_imports(imports, used));
    Ok(spans)
}

/// `const import0 = { __proto__: null, NAME: function() {...}, ... }`
fn unused_imports(body: &FunctionBody<'_>, used: &BTreeSet<String>) -> Vec<Span> {
    let mut spans = Vec::new();
    for statement in &body.statements {
        let Statement::VariableDeclaration(declaration) = statement else { continue };
        for declared in &declaration.declarations {
            let Some(Expression::ObjectExpression(object)) = &declared.init else { continue };
            for property in &object.properties {
                let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
                let name = property.key.static_name().unwrap_or_default();
                if name != "__proto__" && !used.contains(name.as_ref()) {
                    spans.push(property.span);
                }
            }
        }
    }
    spans
}

/// Without these pieces. A comma after one goes with it.
fn cut(source: &str, mut spans: Vec<Span>) -> String {
    spans.sort_by_key(|span| span.start);
    let (mut out, mut rest) = (String::new(), 0);
    for span in spans {
        out.push_str(&source[rest..span.start as usize]);
        rest = span.end as usize;
        if source[rest..].starts_with(',') {
            rest += 1;
        }
    }
    out.push_str(&source[rest..]);
    out
}

/// Gives what passes between the two files names of two or three letters, and says which. What has no `__` is short
/// enough, and may be a name that others know: `memory`, or what the widget makes public.
fn shorten(module: &mut Module) -> BTreeMap<String, String> {
    let mut names = BTreeMap::from([(IMPORT_MODULE.to_owned(), "_".to_owned())]);
    let mut rename = |name: &mut String| {
        let next = format!("_{}", names.len());
        name.clone_from(names.entry(name.clone()).or_insert(next));
    };
    module.imports.iter_mut().for_each(|import| {
        rename(&mut import.module);
        rename(&mut import.name);
    });
    module.exports.iter_mut().filter(|export| export.name.contains("__")).for_each(|export| rename(&mut export.name));
    names
}

/// The glue with whole words replaced. A function of the glue that is called as what it passes on is renamed with it.
fn renamed(glue: &str, names: &BTreeMap<String, String>) -> String {
    let glue = glue.replace(&format!("\"{IMPORT_MODULE}\""), &format!("\"{}\"", names[IMPORT_MODULE]));
    let mut out = String::new();
    let mut rest = glue.as_str();
    while !rest.is_empty() {
        let word = rest.find(|next: char| !is_of_a_word(next)).unwrap_or(rest.len());
        let gap = rest[word..].find(is_of_a_word).map_or(rest.len(), |gap| word + gap);
        out.push_str(names.get(&rest[..word]).map_or(&rest[..word], String::as_str));
        out.push_str(&rest[word..gap]);
        rest = &rest[gap..];
    }
    out
}

fn is_of_a_word(next: char) -> bool {
    next.is_alphanumeric() || matches!(next, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_keeps_its_names_and_exports_none() {
        let glue =
            "export function mount() {}\nexport class Widget {\n  a() {}\n}\nexport { initSync, __wbg_init as default };\n";
        assert_eq!(without_exports(glue), "function mount() {}\nclass Widget {\n  a() {}\n}\n");
    }

    #[test]
    fn classes_nobody_makes_and_imports_nobody_calls_are_left_out() {
        let glue = "class IntoUnderlyingSink { a() { b(); } }\nclass Widget {}\n\
            function __wbg_get_imports() {\n const import0 = { __proto__: null, used: function() {}, unused: function() {}, };\n}";
        let spans = unused_spans(glue, &BTreeSet::from(["used".to_owned()])).unwrap();
        assert_eq!(
            cut(glue, spans),
            "\nclass Widget {}\nfunction __wbg_get_imports() {\n const import0 = { __proto__: null, used: function() {},  };\n}"
        );
    }

    #[test]
    fn only_whole_words_are_renamed() {
        let names = BTreeMap::from([("./widget_bg.js".to_owned(), "_".to_owned()), ("abc".to_owned(), "_1".to_owned())]);
        assert_eq!(
            renamed("({\"./widget_bg.js\": {abc: function() { wasm.abc(abcd, ábc) }}})", &names),
            "({\"_\": {_1: function() { wasm._1(abcd, ábc) }}})"
        );
    }
}
